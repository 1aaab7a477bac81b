// One stream of "something changed" per tab; each message makes the queries that show it ask again.
import { liveMessageSchema, routes } from "@throughline/contract";
import type { LiveMessage } from "@throughline/contract";
import type { QueryClient } from "@tanstack/react-query";

// Under a flood of messages a view asks again at most this often.
const quietMs = 400;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/**
 * Follows the API's live messages until the returned function is called. The browser takes up a broken stream by itself,
 * but gives up for good when it is refused once (a restart, an ended session): then it is opened anew, a little later
 * each time.
 */
export function followLive(client: QueryClient): () => void {
  const waiting = new Map<string, readonly unknown[]>();
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let source = open();
  return () => {
    clearTimeout(quiet);
    clearTimeout(retry);
    source.close();
  };

  function open(): EventSource {
    const stream = new EventSource(routes.live.path, { withCredentials: true });
    stream.addEventListener("open", () => {
      failures = 0;
    });
    stream.addEventListener("message", (message: MessageEvent<string>) => take(message.data));
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
      failures += 1;
      retry = setTimeout(() => {
        source = open();
      }, waitMs);
    });
    return stream;
  }

  function take(text: string): void {
    const parsed = liveMessageSchema.safeParse(safeJson(text));
    if (!parsed.success) return;
    for (const queryKey of affectedQueries(parsed.data)) waiting.set(JSON.stringify(queryKey), queryKey);
    quiet ??= setTimeout(flush, quietMs);
  }

  function flush(): void {
    quiet = undefined;
    for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey });
    waiting.clear();
  }
}

/** The queries whose answer a message may have changed. */
function affectedQueries(message: LiveMessage): readonly (readonly string[])[] {
  switch (message.kind) {
    case "run":
      return [["runs"], ["run", message.run], ["flows"], ["counts", message.flow], ["receipt"]];
    case "task":
      return [["tasks"], ["task", message.task]];
    case "event":
      return [["events"], ["event-types"], ["receipt"]];
    case "flow":
      return [["flows"], ["versions", message.flow]];
    case "hello":
      // The stream has just begun: whatever changed before, nobody has said so.
      return [[]];
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
