import { z } from "zod";
import { outcomeSchema } from "../../document/schema.ts";

export const endFields = z.object({ outcome: outcomeSchema });
