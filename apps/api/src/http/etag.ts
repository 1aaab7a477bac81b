// Whether a change meets what its caller has seen: ETag, If-Match and If-None-Match (RFC 9110 §13), by revision.
import { ProblemError } from "./problem.ts";

/** What a caller says of the thing it changes; absent: nothing. `*` is whatever is there. */
export interface Expected {
  readonly match: readonly string[] | "*" | null;
  readonly noneMatch: readonly string[] | "*" | null;
}

/** The ETag of a revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/** Reads both headers; throws the problem of a caller whose header is none. */
export function readExpected(header: (name: string) => string | undefined): Expected {
  return { match: readTags("If-Match", header), noneMatch: readTags("If-None-Match", header) };
}

/** True when the caller may change what has this tag; null: nothing is there. */
export function meetsExpected({ match, noneMatch }: Expected, tag: string | null): boolean {
  if (match !== null && !(match === "*" ? tag !== null : tag !== null && match.includes(tag))) return false;
  if (noneMatch === null || tag === null) return true;
  // For changes both are compared as strong tags are, so a weak one is nobody's.
  return noneMatch !== "*" && !noneMatch.includes(tag);
}

const TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

function readTags(
  name: "If-Match" | "If-None-Match",
  header: (name: string) => string | undefined,
): readonly string[] | "*" | null {
  const text = header(name)?.trim();
  if (text === undefined) return null;
  if (text === "*") return "*";
  const tags = text.split(",").map((tag) => tag.trim());
  if (tags.every((tag) => TAG.test(tag))) return tags;
  throw new ProblemError(
    400,
    `Cannot read the header ${name}: it must be an ETag as it was answered, such as "7" with its quotes, or *`,
  );
}
