// One stream of "something changed" per tab; each message makes the queries that show it ask again.
import { liveMessageSchema, routes } from "@throughline/contract";
import type { LiveMessage } from "@throughline/contract";
import type { QueryClient } from "@tanstack/react-query";

// Under a flood of messages a view asks again at most this often.
const quietMs = 400;

/** Follows the API's live messages until the returned function is called. The browser reconnects by itself. */
export function followLive(client: QueryClient): () => void {
  const waiting = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey });
    waiting.clear();
  };
  const source = new EventSource(routes.live.path, { withCredentials: true });
  source.addEventListener("message", (message: MessageEvent<string>) => {
    const parsed = liveMessageSchema.safeParse(safeJson(message.data));
    if (!parsed.success) return;
    for (const queryKey of affectedQueries(parsed.data)) waiting.set(JSON.stringify(queryKey), queryKey);
    timer ??= setTimeout(flush, quietMs);
  });
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** The queries whose answer a message may have changed. */
function affectedQueries(message: LiveMessage): readonly (readonly string[])[] {
  switch (message.kind) {
    case "run":
      return [["runs"], ["run", message.run], ["flows"], ["counts", message.flow], ["receipt"], ["subject"]];
    case "task":
      return [["tasks"], ["task", message.task]];
    case "event":
      return [["events"], ["event-types"], ["receipt"]];
    case "flow":
      return [["flows"], ["versions", message.flow]];
    case "hello":
      return [["runs"], ["tasks"], ["events"], ["flows"]];
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
