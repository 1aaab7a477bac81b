import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** Why a body is not all that the server had to say. */
type Cut = "too-large" | "broken" | "encoding";

/** A body, or the beginning of it. */
export interface ReadBody {
  /** Inflated. */
  readonly body: Buffer;
  /** Bytes that were read on, inflated; all of them when nothing is cut. */
  readonly bytes: number;
  readonly cut: Cut | null;
  /** What broke it, for those who cannot do with a part. */
  readonly error?: unknown;
}

/** So much of a body that is too large is counted, without being kept. */
const MAX_COUNTED = 16 * 1024 * 1024;

/**
 * Reads a body up to a limit that counts after inflation. What is larger, breaks off, or has an encoding that is unknown,
 * stacked or broken gives its beginning: the caller knows the status, which says what was done. Never throws.
 */
export async function readCapped(
  stream: Readable,
  encoding: string | undefined,
  maxBytes: number,
): Promise<ReadBody> {
  const inflate = toInflate(encoding);
  if (inflate === undefined) {
    discard(stream);
    return { body: Buffer.alloc(0), bytes: 0, cut: "encoding" };
  }
  return inflate === null ? readPlain(stream, maxBytes) : readInflated(stream, inflate, maxBytes);
}

/** Lets go of a body that nobody reads. Without a listener its abort would end the process. */
export function discard(stream: Readable): void {
  stream.on("error", () => undefined);
  stream.destroy();
}

async function readPlain(stream: Readable, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  const read = (cut: Cut | null) => ({ body: Buffer.concat(chunks), bytes, cut });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      const part = chunk.subarray(0, maxBytes - kept);
      kept += part.length;
      if (part.length > 0) chunks.push(part);
      // Leaving the loop destroys the stream.
      if (bytes > MAX_COUNTED) return read("too-large");
    }
  } catch (error) {
    return { ...read(bytes > maxBytes ? "too-large" : "broken"), error };
  }
  return read(bytes > maxBytes ? "too-large" : null);
}

type Inflate =
  | ReturnType<typeof createGunzip>
  | ReturnType<typeof createInflate>
  | ReturnType<typeof createBrotliDecompress>;

async function readInflated(stream: Readable, inflate: Inflate, maxBytes: number): Promise<ReadBody> {
  let isBroken = false;
  stream.once("error", (error) => {
    isBroken = true;
    inflate.destroy(error);
  });
  stream.pipe(inflate);
  const read = await readPlain(inflate, maxBytes);
  discard(stream);
  if (read.cut !== "broken" || isBroken) return read;
  const { error: _ofTheEncoding, ...part } = read;
  return { ...part, cut: "encoding" };
}

/** Null: not compressed. Undefined: not understood. */
function toInflate(encoding: string | undefined): Inflate | null | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return null;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
