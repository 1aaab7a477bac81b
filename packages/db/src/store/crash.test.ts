// Backends are ended while the store works: each transaction is done or not done, never half.
import { closeRun } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { connect } from "../connect.ts";
import { createPgStore } from "./create-pg-store.ts";
import { CLAIM, brokenRules, cart, openWorld, order, runsOf, send } from "./test-world.ts";

/** Enough to hit every kind of statement; each one costs its connection a pause. */
const ENDED_MAX = 30;

const world = openWorld();

describe("a crash at any point", () => {
  it("leaves each transaction done or not done, never half", async () => {
    const { sql, url } = world.database;
    const victim = connect(url, { max: 6, applicationName: "throughline-victim" });
    const store = createPgStore({ sql: victim, url });
    let isOver = false;
    let ended = 0;
    const killing = (async () => {
      while (!isOver && ended < ENDED_MAX) {
        const rows = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where (application_name = 'throughline-victim' or application_name like 'throughline-matcher %') and datname = current_database()
            and state <> 'idle' and query not like '%pg_catalog%' and random() < 0.1`;
        ended += rows.length;
      }
    })();
    /** Tries until an answer arrives: what a caller does whose answer was lost. */
    const again = async <T>(work: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await work();
        } catch {
          // the backend was ended; the transaction is repeated
        }
      }
    };
    const subjects = Array.from({ length: 30 }, (_, i) => `crash-${i}`);
    const drain = async (): Promise<void> => {
      await again(async () => {
        const taken = await store.takeLease({ holder: "m1", ttlMs: 60_000 });
        for (;;) {
          const report =
            taken === null
              ? null
              : await store.matchBatch({ lease: taken, limits: { events: 20, bytes: 1_000_000 } });
          if (report?.kind === "matched" && !report.more) return;
          if (report?.kind !== "matched") throw new Error("the lease was lost");
        }
      });
      await again(async () => {
        await sql`update outbox set claimed_until = null`; // claims whose answer was lost run out
        for (const claimed of await store.claimRuns({ holder: "d1", ...CLAIM })) {
          await store.settle({
            claim: claimed.claim,
            settlements: claimed.deliveries.map(({ n }) => ({ run: claimed.run, n, as: "sent" as const })),
          });
          await store.giveBack({ claim: claimed.claim, run: claimed.run, retryInMs: 0, error: null });
        }
        if ((await sql`select 1 from outbox limit 1`).length > 0) throw new Error("not empty yet");
      });
    };
    try {
      await Promise.all(
        subjects.map((subject) => {
          const one = cart(subject);
          return again(() => send(store, one));
        }),
      );
      await drain();
      const orders = subjects.map((subject) => order(subject));
      await Promise.all([
        ...orders.slice(0, 20).map((one) => again(() => send(store, one))),
        ...subjects.slice(20).map(async (subject) => {
          const [run = ""] = await runsOf(world, subject);
          await again(() => store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null }));
        }),
      ]);
      await drain();
    } finally {
      isOver = true;
      await killing;
      await store.close();
      await victim.end({ timeout: 1 });
    }
    expect(ended).toBeGreaterThan(0);
    expect(await brokenRules(world)).toEqual({});
    const counts =
      await sql`select state, next_n as n, count(*)::int as runs from run group by 1, 2 order by 1`;
    expect(counts).toEqual([
      { state: "closed", n: 1, runs: 10 },
      { state: "open", n: 2, runs: 20 },
    ]);
    expect(await sql`select count(*)::int as events, count(no)::int as matched from event`).toEqual([
      { events: 50, matched: 50 },
    ]);
  }, 60_000);
});
