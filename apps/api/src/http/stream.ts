import type { Exchange } from "./caller.ts";

const HEARTBEAT_MS = 15_000;

/** Writes messages as server-sent events until the source ends or the caller goes away. */
export async function sendStream(
  { request, response }: Exchange,
  messages: AsyncIterable<unknown>,
  gone: AbortSignal,
): Promise<void> {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    // Proxies that buffer would hold messages back.
    "x-accel-buffering": "no",
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  try {
    for await (const message of messages) {
      if (gone.aborted) break;
      response.write(`data: ${JSON.stringify(message)}\n\n`);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
