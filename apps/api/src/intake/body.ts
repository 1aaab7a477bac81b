// The one reader of request bodies: sizes are counted after inflation, text is checked before anything recurses over it.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Json } from "@throughline/flow";
import type { PathProblem } from "../http/problem.ts";
import { ProblemError } from "../http/problem.ts";
import type { NulRule } from "./clean-json.ts";
import { cleanJson } from "./clean-json.ts";
import type { JsonLimits } from "./scan-json.ts";
import { EVENT_LIMITS, scanJson } from "./scan-json.ts";

export const BODY_LIMIT = 1024 * 1024;
export const BATCH_LIMIT = 5 * 1024 * 1024;

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
  return new ProblemError(413, `Cannot take the body: it is larger than ${limit} bytes after inflation`, {
    headers: { connection: "close" },
  });
}

/** Text of a body that must be UTF-8. */
export function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new ProblemError(400, "Cannot read the body: it is not valid UTF-8");
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.toString("utf8", from);
}

/** How a text is read as JSON. */
export interface JsonReading {
  readonly limits?: JsonLimits;
  /** Default: refuse. */
  readonly nul?: NulRule;
  /** Starts the pointers of problems. */
  readonly base?: string;
}

/** JSON of a body: scanned for depth and keys, parsed, and cleaned of what cannot be stored. */
export function parseJson(bytes: Buffer, reading: JsonReading = {}): Json {
  return parseJsonText(decodeText(bytes), reading);
}

/** As `parseJson`, for text that is already decoded. */
export function parseJsonText(text: string, reading: JsonReading = {}): Json {
  const { limits = EVENT_LIMITS, nul = "refuse", base = "" } = reading;
  const scan = scanJson(text, limits);
  if (!scan.ok) {
    throw new ProblemError(422, `Cannot take the body: ${scan.reason}`, {
      problems: [{ path: scan.item === null ? base : `${base}/${scan.item}`, message: scan.reason }],
    });
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json; // JSON.parse gives nothing else
  } catch (error) {
    throw new ProblemError(400, `Cannot read the body: it is not JSON${where(error)}`, { cause: error });
  }
  if (!scan.suspicious) return value;
  const problems: PathProblem[] = [];
  const clean = cleanJson(value, nul, problems, base);
  if (problems.length > 0) {
    throw new ProblemError(422, "Cannot take the body: it holds values that cannot be stored", { problems });
  }
  return clean;
}

/** The position only: V8's message quotes the body, which may be private. */
function where(error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? "" : ` (at position ${position})`;
}
