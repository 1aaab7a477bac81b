import { jsonValueSchema } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import { z } from "zod";

/** Any JSON value, with the type that the whole house has for it: readonly, so that nobody changes what others hold. */
export const jsonSchema: z.ZodType<Json, Json> = jsonValueSchema;

/** A JSON object. */
export const jsonObjectSchema: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), jsonSchema);
