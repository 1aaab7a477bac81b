// Rows travel in pieces: a statement must fit the memory of both sides, and between two there is time to look at the clock.
const CHUNK_ROWS = 1_000;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Asked before each piece; throws when there is no time left for it. */
export type BeforeChunk = () => void;

export interface ChunkOptions<Row> {
  readonly beforeChunk: BeforeChunk;
  /** Bytes that a row takes along by itself; left out where rows are all small. */
  readonly bytesOf?: (row: Row) => number;
}

/** Writes rows piece by piece, in their order. */
export async function inChunks<Row>(
  rows: readonly Row[],
  { beforeChunk, bytesOf = () => 0 }: ChunkOptions<Row>,
  write: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (const chunk of chunksOf(rows, bytesOf)) {
    beforeChunk();
    await write(chunk);
  }
}

function* chunksOf<Row>(
  rows: readonly Row[],
  bytesOf: (row: Row) => number,
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
