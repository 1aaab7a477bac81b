import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/**
 * Reads a body up to a limit that counts after inflation. Null when it is larger, or when its encoding is unknown,
 * stacked or broken: then nothing of it is kept, and the caller still knows the status. A broken connection throws.
 */
export async function readCapped(
  stream: Readable,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer | null> {
  const inflate = toInflate(encoding);
  if (inflate === undefined) {
    discard(stream);
    return null;
  }
  return inflate === null ? readPlain(stream, maxBytes) : readInflated(stream, inflate, maxBytes);
}

/** Lets go of a body that nobody reads. Without a listener its abort would end the process. */
export function discard(stream: Readable): void {
  stream.on("error", () => undefined);
  stream.destroy();
}

async function readPlain(stream: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the stream.
    if (bytes > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

type Inflate =
  | ReturnType<typeof createGunzip>
  | ReturnType<typeof createInflate>
  | ReturnType<typeof createBrotliDecompress>;

async function readInflated(stream: Readable, inflate: Inflate, maxBytes: number): Promise<Buffer | null> {
  let broken: Error | null = null;
  stream.once("error", (error) => {
    broken = error;
    inflate.destroy(error);
  });
  stream.pipe(inflate);
  try {
    return await readPlain(inflate, maxBytes);
  } catch {
    if (broken !== null) throw broken;
    return null;
  } finally {
    discard(stream);
  }
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
