import { readFile } from "node:fs/promises";
import { onlyAnswer, transaction } from "@throughline/protocol";
import type { Needs, Rows } from "@throughline/protocol";
import {
  BlockedError,
  MemoryDatabase,
  beginMatch,
  createMemoryStore,
  takeLease,
} from "@throughline/protocol/memory";
import { describe, expect, it } from "vitest";
import { SHOWN_ON_POSTGRES, UNLOCKED_NEEDS } from "./not-modelled.ts";
import { cart, cartFlow, order, ordered, run } from "./stories/hole.ts";
import { goLive } from "./stories/quiet-world.ts";

const NOW = Date.UTC(2030, 0, 1);
const LIMITS = { events: 500, bytes: 1_000_000 };

/** One key of each kind, about the run that the match is waking. */
const KEYS: Required<Needs> = {
  flow: "cart",
  entry: run,
  run,
  queued: run,
  waits: { run, step: "ordered.1" },
  task: `${run}.look.1`,
  delivery: { run, n: 0 },
  claim: { run, claim: "mine" },
  effect: `${run}/call.1/call`,
  cap: { key: `${run}/call.1/call`, scope: "mail", subject: "ada", count: 1, periodMs: 1_000 },
  profile: "ada",
  listeners: [{ type: "order.placed", keyExpression: "event.subject" }],
  counter: true,
  clock: true,
  past: { topics: [], since: { no: 0 } },
  oldestPending: true,
};

/** A store whose matcher has read what it judges and not written yet: it holds the run and its entry row. */
async function storeInAMatch() {
  const db = new MemoryDatabase();
  goLive(db, [cartFlow(ordered)]);
  const store = createMemoryStore(db, { now: () => NOW });
  const lease = takeLease(db, { holder: "m", ttlMs: 60_000 }, NOW);
  if (lease === null) throw new Error("Cannot take the lease: somebody holds it");
  await store.accept([{ events: [cart] }]);
  await store.matchBatch({ lease, limits: LIMITS });
  await store.accept([{ events: [order, { ...cart, id: "again" }] }]);
  beginMatch(db, { lease, limits: LIMITS });
  return store;
}

describe("what memory does not model", () => {
  for (const kind of Object.keys(KEYS) as (keyof Rows)[]) {
    const isListed = kind in UNLOCKED_NEEDS;
    it(`a need of ${kind} ${isListed ? "waits for no match, and is listed" : "waits for a match"}`, async () => {
      const probe = transaction({
        name: "probe",
        matching: "none",
        needs: () => ({ [kind]: KEYS[kind] }),
        decide: () => onlyAnswer("read"),
      });
      const asked = (await storeInAMatch()).transact(probe, null);
      if (isListed) expect(await asked).toBe("read");
      else await expect(asked).rejects.toBeInstanceOf(BlockedError);
    });
  }

  for (const { what, file, test } of SHOWN_ON_POSTGRES) {
    it(`${what}: is shown in ${file}`, async () => {
      const text = await readFile(new URL(`../../db/src/store/${file}`, import.meta.url), "utf8");
      expect(text).toContain(test);
    });
  }
});
