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

/** A cursor that must be a row number; anything else reads as the first page. */
export function numberCursor(after: string | undefined): string | undefined {
  return after !== undefined && /^\d{1,18}$/.test(after) ? after : undefined;
}
