import { ProblemError } from "./problem.ts";

/** One page of a list that was read with one item more than asked for: `next` is where the following page starts. */
export function toPage<T>(
  items: readonly T[],
  limit: number,
  cursor: (item: T) => string,
): { items: T[]; next: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last !== undefined ? cursor(last) : null };
}

/** A cursor that is a row number: `next` of the page before. Anything else is refused, because page one again would be read for ever. */
export function numberCursor(after: string | undefined): string | undefined {
  if (after === undefined || isRowNumber(after)) return after;
  throw badCursor();
}

/** A cursor that is the id of a row, which must be there: what lies beyond it is nothing otherwise, as at the end of a list. */
export async function rowCursor(
  after: string | undefined,
  isThere: (id: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (after === undefined || (await isThere(after))) return after;
  throw badCursor();
}

/** The problem of a caller who asks for a page that no page names. */
export function badCursor(): ProblemError {
  return new ProblemError(400, "Cannot read the query of the address: `after` is not the `next` of a page", {
    problems: [{ path: "/after", message: "must be the `next` of the page before" }],
  });
}

/** True for the number of a row, as the API writes it. */
export function isRowNumber(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}
