// Rows travel in pieces: a statement must fit the memory of both sides, and between two there is time to look at the clock.
const CHUNK_ROWS = 1_000;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Asked before each piece; throws when there is no time left for it. */
export type BeforeChunk = () => void;

/** Rows in pieces, in their order; `bytesOf` says what a row takes along by itself, where rows are not all small. */
export function* chunksOf<Row>(
  rows: readonly Row[],
  bytesOf: (row: Row) => number = () => 0,
): Generator<readonly Row[], void> {
  let start = 0;
  let bytes = 0;
  for (const [i, row] of rows.entries()) {
    const more = bytesOf(row);
    if (i > start && (i - start === CHUNK_ROWS || bytes + more > CHUNK_BYTES)) {
      yield rows.slice(start, i);
      start = i;
      bytes = 0;
    }
    bytes += more;
  }
  if (start < rows.length) yield rows.slice(start);
}
