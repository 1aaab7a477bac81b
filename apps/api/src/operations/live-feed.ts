// What changed, for every open tab: one cheap poll per process while somebody watches, none while nobody does.
import type { LiveMessage } from "@throughline/contract";
import type { StampedChange } from "@throughline/db";

export interface LiveFeed {
  /** Messages from now on; ends when `signal` is aborted or the feed closes. */
  watch(signal: AbortSignal): AsyncIterable<LiveMessage>;
  close(): void;
}

const POLL_MS = 700;
/** Rows may become visible this long after their stamp (group writes, workflow time). */
const LOOK_BACK_S = 6;
/** A tab that does not read gets only the newest. */
const MOST_QUEUED = 1_000;

interface Watcher {
  readonly queue: LiveMessage[];
  wake: () => void;
}

/** `read` gives what changed in the last seconds. */
export function createLiveFeed(read: (seconds: number) => Promise<readonly StampedChange[]>): LiveFeed {
  const watchers = new Set<Watcher>();
  let seen = new Map<string, true>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let isFirst = true;

  async function poll(): Promise<void> {
    // An unreachable database only delays what the views show.
    const changes = await read(LOOK_BACK_S).catch(() => null);
    if (changes !== null) {
      const now = new Map<string, true>();
      for (const { change, stamp } of changes) {
        const id = JSON.stringify([change, stamp]);
        now.set(id, true);
        if (!seen.has(id) && !isFirst) tell(change);
      }
      seen = now;
      isFirst = false;
    }
    timer = watchers.size > 0 && !isClosed ? setTimeout(() => void poll(), POLL_MS) : null;
  }

  function tell(message: LiveMessage): void {
    for (const watcher of watchers) {
      watcher.queue.push(message);
      if (watcher.queue.length > MOST_QUEUED) watcher.queue.shift();
      watcher.wake();
    }
  }

  async function* messages(signal: AbortSignal): AsyncGenerator<LiveMessage> {
    const watcher: Watcher = { queue: [{ kind: "hello" }], wake: () => undefined };
    watchers.add(watcher);
    signal.addEventListener("abort", () => watcher.wake());
    if (timer === null) {
      isFirst = true;
      timer = setTimeout(() => void poll(), 0);
    }
    try {
      while (!signal.aborted && !isClosed) {
        const message = watcher.queue.shift();
        if (message !== undefined) yield message;
        else await new Promise<void>((resolve) => (watcher.wake = resolve));
      }
    } finally {
      watchers.delete(watcher);
    }
  }

  return {
    watch: messages,
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      for (const watcher of watchers) watcher.wake();
    },
  };
}
