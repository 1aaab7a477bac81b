// Reading nodes from the clipboard: text from anywhere, so it is checked like everything from outside.
import { documentEdgeSchema, documentNodeSchema, parseJson } from "@throughline/flow";
import { z } from "zod";

const clipSchema = z.strictObject({
  throughline: z.literal("nodes"),
  nodes: z.array(documentNodeSchema).min(1).max(500),
  edges: z.array(documentEdgeSchema).max(2000),
});
/** What is on the clipboard. */
export type Clip = z.infer<typeof clipSchema>;

/** Reads a clip from text; null when it is something else. */
export function parseClip(text: string): Clip | null {
  if (!text.includes('"throughline"')) return null;
  try {
    const parsed = clipSchema.safeParse(parseJson(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
