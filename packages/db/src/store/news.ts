// Word of new rows from process to process. It only shortens a poll, so that losing it costs a moment and nothing else.
import type { NewsRequest } from "@throughline/protocol";
import { schemaOf } from "../connect.ts";
import type { Sql } from "../connect.ts";

/** What there may be news of. */
type NewsKind = NewsRequest["kind"];

export interface News {
  /** Tells every listener, in a statement of its own: NOTIFY inside a transaction takes a lock of the whole server at commit. */
  tell(kind: NewsKind): void;
  /** Resolves at the next word of this kind, after `timeoutMs`, or when the signal aborts. */
  wait(request: NewsRequest): Promise<void>;
  close(): Promise<void>;
}

/** Channels are of the whole database: the name of the schema keeps environments apart. */
function channelsOf(sql: Sql): Record<NewsKind, string> {
  const schema = schemaOf(sql);
  return { pending: `throughline_pending_${schema}`, delivery: `throughline_delivery_${schema}` };
}

/** Listens on one connection, which postgres.js opens again when it breaks. */
export function createNews(sql: Sql, options: { readonly listen: boolean }): News {
  const channels = channelsOf(sql);
  const waiting: Record<NewsKind, Set<() => void>> = { pending: new Set(), delivery: new Set() };
  // Word that came while nobody waited: the next wait returns at once, so that nothing falls between two polls.
  const unheard: Record<NewsKind, boolean> = { pending: false, delivery: false };
  const telling = new Map<NewsKind, Promise<void>>();
  const again = new Set<NewsKind>();
  const listening = options.listen
    ? Promise.all([listen("pending"), listen("delivery")])
    : Promise.resolve([]);
  // Without a listener the poll does the work; the next LISTEN is postgres.js's business.
  const ready = listening.catch(() => []);

  async function listen(kind: NewsKind): Promise<() => Promise<void>> {
    const listener = await sql.listen(
      channels[kind],
      () => hear(kind),
      () => hear(kind),
    );
    return () => listener.unlisten();
  }

  function hear(kind: NewsKind): void {
    unheard[kind] = waiting[kind].size === 0;
    for (const wake of waiting[kind]) wake();
  }

  function tell(kind: NewsKind): void {
    if (telling.has(kind)) {
      again.add(kind);
      return;
    }
    const sending = sql`select pg_notify(${channels[kind]}, '')`.then(
      () => undefined,
      () => undefined, // a word that is lost is found by the next poll
    );
    telling.set(kind, sending);
    void sending.then(() => {
      telling.delete(kind);
      if (again.delete(kind)) tell(kind);
    });
  }

  return {
    tell,
    wait({ kind, timeoutMs, signal }) {
      if (unheard[kind] || signal.aborted) {
        unheard[kind] = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting[kind].delete(wake);
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting[kind].add(wake);
        signal.addEventListener("abort", wake);
      });
    },
    async close() {
      for (const kind of ["pending", "delivery"] as const) for (const wake of waiting[kind]) wake();
      const stops = await ready;
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all(telling.values());
    },
  };
}
