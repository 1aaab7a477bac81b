// The one reader of request bodies: sizes are counted after inflation.
import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { JsonReading } from "@throughline/intake";
import { readJson } from "@throughline/intake";
import type { Json } from "@throughline/flow";
import { ProblemError } from "./problem.ts";
import { orRefused } from "./refused.ts";

const inflaters: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads a body of at most `limit` bytes, counted after inflation. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = request.headers["content-length"];
  if (declared !== undefined && Number(declared) > limit) return Promise.reject(tooLarge(limit));
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return collect(request, request, limit);
  const inflate = Object.hasOwn(inflaters, encoding) ? inflaters[encoding] : undefined;
  if (inflate === undefined) {
    return Promise.reject(
      new ProblemError(
        415,
        `Cannot read content encoding "${encoding}": only one of gzip, deflate and br is taken`,
      ),
    );
  }
  const inflater = inflate();
  const whole = collect(request.pipe(inflater), request, limit);
  return whole.catch((error: unknown) => {
    request.unpipe(inflater);
    inflater.destroy();
    if (error instanceof ProblemError) throw error;
    throw new ProblemError(400, `Cannot read the body: it is not valid ${encoding}`, { cause: error });
  });
}

function collect(
  stream: IncomingMessage | Transform,
  request: IncomingMessage,
  limit: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        stream.removeAllListeners("data");
        chunks.length = 0;
        reject(tooLarge(limit));
      } else chunks.push(chunk);
    });
    stream.on("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size));
    });
    stream.on("error", reject);
    request.on("aborted", () => {
      reject(new ProblemError(400, "Cannot read the body: the connection ended before it was whole"));
    });
  });
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError(413, `Cannot take the body: it is larger than ${limit} bytes after inflation`);
}

/** JSON of a body; throws the problem that the caller gets. */
export function parseJson(bytes: Buffer, reading?: JsonReading): Json {
  return orRefused(readJson(bytes, reading)).value;
}
