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
