/** A row with its instants as RFC 3339 text: what crosses a border holds no Date. */
export function plainRow<T>(row: object): T {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    out[name] = value instanceof Date ? value.toISOString() : value;
  }
  return out as T; // the query's type parameter names the columns that the statement selects
}
