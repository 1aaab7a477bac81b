// Group commit: whatever requests are waiting share one insert; two inserts are in flight, and nothing waits on purpose.
import type { AcceptRequest, AcceptedRef, IntakeStore } from "@throughline/protocol";
import type { Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";

export interface CommitLimits {
  /** Rows of one insert, unless a single request is larger. */
  readonly rows: number;
  readonly inFlight: number;
  /** Rows and bytes that may wait; beyond them callers are told to come back. */
  readonly queuedRows: number;
  readonly queuedBytes: number;
}

export const COMMIT_LIMITS: CommitLimits = {
  rows: 500,
  inFlight: 2,
  queuedRows: 20_000,
  queuedBytes: 64 * 1024 * 1024,
};

/** The events are durable. */
export interface Accepted {
  readonly kind: "accepted";
  /** One for each event, in order. */
  readonly events: readonly AcceptedRef[];
}

export interface GroupCommit {
  /** Resolves once the request's events are durable, or with the reason why none is. `bytes` is the size of what was sent. */
  commit(request: AcceptRequest, bytes: number): Promise<Accepted | Refusal>;
  /** Refuses new requests and resolves when what waited is committed. */
  close(): Promise<void>;
  readonly queued: () => { readonly rows: number; readonly bytes: number };
}

interface Waiting {
  readonly request: AcceptRequest;
  readonly bytes: number;
  readonly resolve: (answer: Accepted | Refusal) => void;
  readonly reject: (error: unknown) => void;
}

/** Told of each insert, for metrics. */
export type OnFlush = (rows: number, requests: number, seconds: number) => void;

/** Commits requests in groups. A group that the database refuses is halved until only the guilty request is refused. */
export function createGroupCommit(
  store: IntakeStore,
  onFlush: OnFlush = () => undefined,
  limits: CommitLimits = COMMIT_LIMITS,
): GroupCommit {
  let waiting: Waiting[] = [];
  let rows = 0;
  let bytes = 0;
  let flushing = 0;
  let scheduled = false;
  let closed: (() => void) | null = null;
  let isClosing = false;

  function schedule(): void {
    if (scheduled || flushing >= limits.inFlight || waiting.length === 0) return;
    scheduled = true;
    // One turn of the event loop, so that requests that arrived together are committed together.
    setImmediate(() => {
      scheduled = false;
      while (flushing < limits.inFlight && waiting.length > 0) flush();
    });
  }

  function flush(): void {
    let taken = 0;
    let size = 0;
    for (const item of waiting) {
      if (taken > 0 && size + item.request.events.length > limits.rows) break;
      taken++;
      size += item.request.events.length;
    }
    const group = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    flushing++;
    const begun = performance.now();
    void acceptGroup(store, group).finally(() => {
      flushing--;
      rows -= size;
      for (const item of group) bytes -= item.bytes;
      onFlush(size, group.length, (performance.now() - begun) / 1000);
      if (waiting.length > 0) schedule();
      else if (flushing === 0) closed?.();
    });
  }

  return {
    commit(request, size) {
      if (isClosing) return Promise.resolve(busy("this process is shutting down"));
      if (rows + request.events.length > limits.queuedRows || bytes + size > limits.queuedBytes) {
        return Promise.resolve(busy("too many events are waiting to be stored"));
      }
      rows += request.events.length;
      bytes += size;
      return new Promise((resolve, reject) => {
        waiting.push({ request, bytes: size, resolve, reject });
        schedule();
      });
    },
    close() {
      isClosing = true;
      if (waiting.length === 0 && flushing === 0) return Promise.resolve();
      return new Promise((resolve) => {
        closed = resolve;
      });
    },
    queued: () => ({ rows, bytes }),
  };
}

/** Settles every caller of the group; never rejects. */
async function acceptGroup(store: IntakeStore, group: readonly Waiting[]): Promise<void> {
  try {
    const answers = await store.accept(group.map((item) => item.request));
    for (const [index, item] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined)
        item.reject(
          new Error(
            `Cannot answer request ${index} of a group: the store gave ${answers.length} answers for ${group.length}`,
          ),
        );
      else item.resolve({ kind: "accepted", events: answer.events });
    }
  } catch (error) {
    const [first] = group;
    if (first === undefined) return;
    if (!isValueRefused(error)) {
      for (const item of group) item.resolve(storeAway(error));
    } else if (group.length === 1) {
      first.resolve(refused(error));
    } else {
      const half = Math.ceil(group.length / 2);
      await acceptGroup(store, group.slice(0, half));
      await acceptGroup(store, group.slice(half));
    }
  }
}

/** Data (22), constraint (23) and limit (54) errors are about a row; everything else is about the connection or the server. */
export function isValueRefused(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^(?:22|23|54)[0-9A-Z]{3}$/.test(code);
}

function refused(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : "unknown reason";
  return refuse(
    "Cannot store the events: the database refuses a value in them",
    { code: "store-refuses", path: "", message },
    error,
  );
}

function storeAway(error: unknown): Refusal {
  return refuse(
    "Cannot store events now: the database does not answer; send them again",
    { code: "store-away", path: "", message: "could not be stored, send it again" },
    error,
  );
}

function busy(reason: string): Refusal {
  return refuse(`Cannot take events now: ${reason}; send them again`, {
    code: "busy",
    path: "",
    message: "could not be taken, send it again",
  });
}
