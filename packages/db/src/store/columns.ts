// Rows as columns: one array per column is how many rows travel in one statement.

/** The texts of one column. */
export function texts<Row>(rows: readonly Row[], of: (row: Row) => string | null): (string | null)[] {
  return rows.map(of);
}

/** The numbers of one column. */
export function numbers<Row>(rows: readonly Row[], of: (row: Row) => number | null): (number | null)[] {
  return rows.map(of);
}

/** JSON values of one column as text, to be cast with `::jsonb` (an array of jsonb would be encoded twice). */
export function jsons<Row>(rows: readonly Row[], of: (row: Row) => unknown): (string | null)[] {
  return rows.map((row) => {
    const value = of(row);
    return value === null || value === undefined ? null : JSON.stringify(value);
  });
}

/** JSON that rows share: every value once, and per row the place of its own (from 1, as Postgres counts) or null. */
export interface SharedJsons {
  readonly texts: readonly string[];
  readonly places: readonly (number | null)[];
}

/** Values of one column that many rows have in common (the same object), so that each is encoded and sent once. */
export function sharedJsons<Row>(rows: readonly Row[], of: (row: Row) => object | null): SharedJsons {
  const placeOf = new Map<object, number>();
  const texts: string[] = [];
  const places = rows.map((row) => {
    const value = of(row);
    if (value === null) return null;
    const known = placeOf.get(value);
    if (known !== undefined) return known;
    const place = texts.push(JSON.stringify(value));
    placeOf.set(value, place);
    return place;
  });
  return { texts, places };
}
