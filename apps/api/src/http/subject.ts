// Subjects as people write them in an address, in the one spelling under which they are kept.
import { readSubject } from "@throughline/flow";
import { ProblemError } from "./problem.ts";

/** The subject to look for; what can be none is looked for as it stands, and not found. */
export function soughtSubject(text: string): string {
  const read = readSubject(text);
  return read.ok ? read.subject : text;
}

/** The subject that something is written down for. */
export function namedSubject(text: string): string {
  const read = readSubject(text);
  if (read.ok) return read.subject;
  throw new ProblemError(422, `Cannot take the subject ${JSON.stringify(text)}: it ${read.reason}`);
}
