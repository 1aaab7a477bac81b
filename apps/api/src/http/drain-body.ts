import type { IncomingMessage } from "node:http";

/** Most that is read of a body nobody wants, in bytes and in time. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 10_000;

/**
 * Reads and drops what is left of a refused body. Many clients look for an answer only once they have sent everything: one
 * who finds the connection closed before that sees a broken pipe, knows no reason, and sends the same again. False when
 * there was too much of it, so that the connection must be closed.
 */
export function drainBody(request: IncomingMessage): Promise<boolean> {
  if (request.readableEnded || request.complete) {
    request.resume();
    return Promise.resolve(true);
  }
  if (request.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(() => settle(false), DRAIN_MS);
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > DRAIN_BYTES) settle(false);
    };
    const ended = (): void => settle(true);
    const gone = (): void => settle(false);
    const settle = (isWhole: boolean): void => {
      clearTimeout(timer);
      request.off("data", count).off("end", ended).off("close", gone).off("error", gone);
      resolve(isWhole);
    };
    request.on("data", count).on("end", ended).on("close", gone).on("error", gone);
    request.resume();
  });
}
