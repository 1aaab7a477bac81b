// Mistakes once made in deciding which run an event belongs to.
import assert from "node:assert/strict";
import { IDENTIFY_TYPE } from "@throughline/flow";
import { expireWait, identityHash, match, openWait } from "@throughline/protocol";
import type { MatchInput } from "@throughline/protocol";
import {
  DIRECT,
  MEMORY_RULES,
  MemoryDatabase,
  beginMatch,
  commitMatch,
  createMemoryStore,
  takeLease,
} from "@throughline/protocol/memory";
import type { MemoryCaller } from "@throughline/protocol/memory";
import { callStep, waitStep } from "@throughline/protocol/testing";
import { intercept, mistaken, withTransactions } from "../world/replaced.ts";
import { cart, cartFlow, given, order, ordered, run } from "./hole.ts";
import type { Hole } from "./hole.ts";
import { playInMemory, scenarioNamed } from "./play-in-memory.ts";
import { createQuietWorld, goLive } from "./quiet-world.ts";
import type { StoryParts } from "./quiet-world.ts";
import { eventOf, runOf } from "./scenario.ts";

const NOW = Date.UTC(2030, 0, 1);
const LIMITS = { events: 500, bytes: 1_000_000 };

/** One order for all subjects, not one for each. */
export const overtakenEntry: Hole = {
  async play(parts) {
    const byCart = waitStep("ordered", "order.placed", null, {
      correlate: { event: "event.data.cart", run: "trigger.data.cart" },
    });
    const world = createQuietWorld(parts);
    world.publish(cartFlow(byCart));
    await world.accept(
      { ...cart, subject: "ben", data: { cart: "c1" } },
      { ...order, subject: "ada", data: { cart: "c1" } },
    );
    await world.pass(2_000);
    assert.equal(world.row(run)?.outcome, "ordered.came");
  },
  putBack: { rules: { match: (input) => match(sortedBySubject(input)) } },
};

/** As if every subject had a matcher of its own. */
function sortedBySubject(input: MatchInput): MatchInput {
  const events = input.keys.events.toSorted((a, b) =>
    (a.event.subject ?? "") < (b.event.subject ?? "") ? -1 : 1,
  );
  return { ...input, keys: { ...input.keys, events } };
}

/** The subject of a run comes from its flow's expression, and the entry row goes by it. */
export const twoEntriesOfOneSubject: Hole = {
  async play(parts) {
    const plan = cartFlow(ordered);
    const world = createQuietWorld(parts);
    world.publish({ ...plan, settings: { ...plan.settings, subject: "trigger.data.customer" } });
    const data = { customer: "ada" };
    await world.accept(
      { ...cart, subject: "phone", data },
      eventOf("cart.updated", "d", { subject: "web", data }),
    );
    await world.pass(2_000);
    assert.deepEqual([...world.db.runs.keys()], [run]);
  },
  putBack: {
    rules: {
      match: (input) => {
        const events = input.keys.events.map((prepared) => ({
          ...prepared,
          candidates: prepared.candidates.map((one) =>
            one.kind === "enter" ? { ...one, subject: prepared.event.subject ?? "" } : one,
          ),
        }));
        return match({ ...input, keys: { ...input.keys, events } });
      },
    },
  },
};

export const timeoutBeatsAccepted: Hole = {
  play: (parts) =>
    playInMemory(scenarioNamed("an event accepted before the deadline and matched after it wins"), parts),
  putBack: {
    transactions: [
      mistaken(expireWait, {
        decide: (request, rows) => expireWait.decide(request, { ...rows, oldestPending: null }),
      }),
    ],
  },
};

/** Delivered and settled alike: the wait's row decides. */
export const timeoutBeatsMatched: Hole = {
  play: (parts) => playInMemory(scenarioNamed("a matched event beats the timeout, delivered or not"), parts),
  putBack: {
    transactions: [
      mistaken(expireWait, {
        decide: (request, rows) => {
          const waits = rows.waits.map((row) => ({ ...row, state: { kind: "open" } as const }));
          return expireWait.decide(request, { ...rows, waits });
        },
      }),
    ],
  },
};

export const twoWaitsOneEvent: Hole = {
  play: (parts) =>
    playInMemory(
      scenarioNamed("two waits of one run that were open from the start, for one event: one delivery each"),
      parts,
    ),
  putBack: {
    rules: {
      match: (input) => {
        const writes = match(input);
        const first = writes.deliveries.filter(
          ({ run: id, seq }, index) =>
            writes.deliveries.findIndex((other) => other.run === id && other.seq === seq) === index,
        );
        return { ...writes, deliveries: first };
      },
    },
  },
};

/** Numbers of acceptance become visible in another order than they are drawn; match numbers do not. */
export const lateSeq: Hole = {
  async play({ rules, transactions }) {
    const db = new MemoryDatabase({ ...MEMORY_RULES, ...rules });
    const store = withTransactions(createMemoryStore(db, { now: () => NOW }), transactions);
    const commits: (() => void)[] = [];
    const callInTwo: MemoryCaller["callInTwo"] = (_name, { begin, commit }) => {
      const begun = begin();
      return new Promise((resolve) => commits.push(() => resolve(commit(begun))));
    };
    const slow = createMemoryStore(db, { now: () => NOW, caller: { ...DIRECT, callInTwo } });
    goLive(db, [cartFlow(callStep("call"), waitStep("ordered", "order.placed", null, { static: false }))]);
    const lease = takeLease(db, { holder: "matcher", ttlMs: 60_000 }, NOW);
    given(lease !== null, "the lease is free");
    await store.accept([{ events: [cart] }]);
    const late = slow.accept([{ events: [order] }]);
    await store.accept([{ events: [eventOf("order.placed", "p", { subject: "ben" })] }]);
    await store.matchBatch({ lease, limits: LIMITS });
    for (const commit of commits) commit();
    await late;
    await store.matchBatch({ lease, limits: LIMITS });
    await store.transact(openWait, { run, step: "ordered.1", rows: [ORDER_OF_ADA], since: { no: 2 } });
    assert.deepEqual(
      db.deliveries.get(run)?.map(({ payload }) => payload.kind),
      ["start", "event"],
    );
  },
  putBack: {
    transactions: [
      mistaken(openWait, {
        decide: (request, rows) => {
          const { since } = request;
          const past = rows.past.filter(({ event }) => "at" in since || event.seq > since.no);
          return openWait.decide(request, { ...rows, past });
        },
      }),
    ],
  },
};

const ORDER_OF_ADA = {
  i: 0,
  type: "order.placed",
  keyExpression: "event.subject",
  key: "ada",
  bindings: {},
  port: "came",
};

export const loopFindsItsEvent: Hole = {
  play: (parts) => playInMemory(scenarioNamed("a loop does not find its previous event again"), parts),
  putBack: {
    store: (store) => intercept(store, openWait, (request, next) => next({ ...request, since: { no: 0 } })),
  },
};

/** What is known of a person is merged in the order of matching, before runs start. */
export const identifyAndTrack: Hole = {
  async play(parts) {
    const world = createQuietWorld(parts);
    world.publish(cartFlow(ordered));
    await world.accept(eventOf(IDENTIFY_TYPE, "i", { data: { traits: { name: "Ada" } } }), cart);
    await world.pass(2_000);
    assert.deepEqual(world.workflow(run).state.profile, { name: "Ada" });
  },
  // As if somebody else merged them, some time later.
  putBack: { rules: { match: (input) => ({ ...match(input), profiles: [] }) } },
};

/** Events of one request keep their order, though identities are written in another one. */
export const reversedByHash: Hole = {
  async play(parts) {
    const after = ["o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9"]
      .map((id) => eventOf("order.placed", id))
      .filter((event) => identityHash(event) < identityHash(cart));
    const [first] = after;
    given(first !== undefined, "one of them has a lower hash");
    const world = createQuietWorld(parts);
    world.publish(cartFlow(ordered));
    await world.accept(cart, first);
    await world.pass(2_000);
    assert.equal(world.row(run)?.outcome, "ordered.came");
  },
  putBack: {
    store: (store) => ({
      ...store,
      accept: (requests) =>
        store.accept(
          requests.map(({ events }) => ({
            events: events.toSorted((a, b) => (identityHash(a) < identityHash(b) ? -1 : 1)),
          })),
        ),
    }),
  },
};

/** An id is an id of its source; whose source it is, the front door knows. */
export const foreignIds: Hole = {
  async play(parts) {
    const world = createQuietWorld(parts);
    world.publish(cartFlow(ordered));
    await world.accept({ ...cart, source: "bank", type: "anything" });
    await world.accept(cart);
    await world.pass(2_000);
    assert.equal(world.row(runOf("cart", cart))?.state, "open");
  },
  putBack: {
    store: (store) => ({
      ...store,
      accept: (requests) =>
        store.accept(
          requests.map(({ events }) => ({ events: events.map((event) => ({ ...event, source: "any" })) })),
        ),
    }),
  },
};

/** Who takes the lease over ends the transaction of the one before: it writes nothing afterwards. */
export const frozenMatcher: Hole = {
  async play({ rules }: StoryParts) {
    const db = new MemoryDatabase({ ...MEMORY_RULES, ...rules });
    const store = createMemoryStore(db, { now: () => NOW });
    const accept = (id: string) => store.accept([{ events: [eventOf("noise", id)] }]);
    const old = takeLease(db, { holder: "m1", ttlMs: 1_000 }, NOW);
    given(old !== null, "the lease is free");
    await accept("a");
    const frozen = beginMatch(db, { lease: old, limits: LIMITS });
    const next = takeLease(db, { holder: "m2", ttlMs: 1_000 }, NOW + 2_000);
    given(next !== null, "the lease has run out");
    await accept("b");
    await store.matchBatch({ lease: next, limits: LIMITS });
    assert.throws(() => commitMatch(db, frozen, NOW), /the connection was ended/);
    await accept("c");
    await store.matchBatch({ lease: next, limits: LIMITS });
    assert.deepEqual([...db.numbers.values()], [1, 2, 3]);
  },
  putBack: { rules: { endsOldMatcher: false } },
};
