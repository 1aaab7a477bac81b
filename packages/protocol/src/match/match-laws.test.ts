// What holds for match() whatever the events are: drawn events of two subjects against flows with every re-entry rule.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryRow, EntryRow, EventRow, RunRow, WaitRow } from "../rows.ts";
import { chain, oneAtATime, waitStep } from "../testing/plans.ts";
import { matchKeys } from "./match-keys.ts";
import { match } from "./match.ts";
import type { MatchWrites } from "./match.ts";
import { createRouting } from "./routing.ts";

const plans = [
  chain("ignore", "cart.updated", oneAtATime("ignore"), [waitStep("ordered", "order.placed", null)]),
  chain("queue", "cart.updated", oneAtATime("queue"), [
    waitStep("ordered", "order.placed", null),
    waitStep("paid", "order.placed", null),
  ]),
  chain("restart", "order.placed", oneAtATime("restart"), [waitStep("again", "order.placed", null)]),
  chain("every", "cart.updated", { rule: "every-event" }, [waitStep("again", "cart.updated", null)]),
  chain("once", "cart.updated", { rule: "once-ever" }, [waitStep("ordered", "order.placed", null)]),
  chain("period", "order.placed", { rule: "once-per-period", periodMs: 3_000 }, []),
];
const routing = createRouting(
  1,
  plans.map((plan) => ({ plan, planHash: plan.flow })),
  plans.flatMap(({ listens }) => listens),
);
const ONE_AT_A_TIME = new Set(["ignore", "queue", "restart"]);

/** The rows of one world; `apply` gives the next one. */
interface Rows {
  readonly runs: ReadonlyMap<string, RunRow>;
  readonly entries: ReadonlyMap<string, EntryRow>;
  readonly waits: ReadonlyMap<string, WaitRow>;
  readonly deliveries: readonly DeliveryRow[];
  readonly refusals: MatchWrites["refusals"];
  readonly topics: MatchWrites["topics"];
  readonly nextNo: number;
}

const NOTHING: Rows = {
  runs: new Map(),
  entries: new Map(),
  waits: new Map(),
  deliveries: [],
  refusals: [],
  topics: [],
  nextNo: 1,
};

const events = fc
  .array(
    fc.record({
      type: fc.constantFrom("cart.updated", "order.placed", "noise"),
      subject: fc.constantFrom("ada", "ben", undefined),
    }),
    { maxLength: 14 },
  )
  .map((drawn) =>
    drawn.map(({ type, subject }, index): EventRow => {
      const about = {
        id: `e${index}`,
        source: "shop",
        type,
        data: {},
        seq: index + 1,
        receivedAt: index * 1_000,
      };
      return subject === undefined ? about : { ...about, subject };
    }),
  );

/** Starts runs of ada; one of them waits for the type that started it. */
const ENTRY: EventRow = {
  id: "entry",
  source: "shop",
  type: "cart.updated",
  subject: "ada",
  data: {},
  seq: 1,
  receivedAt: 0,
};

/** Events and where to cut them into batches. */
const batches = events.chain((all) =>
  fc.record({ all: fc.constant(all), cut: fc.integer({ min: 0, max: all.length }) }),
);

describe("match(), for any events", () => {
  it("numbers the deliveries of a run without gaps, and the row counts them", () => {
    holds(({ all }) => {
      const { runs, deliveries } = matchAll(NOTHING, all);
      for (const run of runs.values()) {
        const ns = deliveries.filter((row) => row.run === run.id).map(({ n }) => n);
        expect(ns).toEqual(ns.map((_n, index) => index));
        expect(run.nextN).toBe(ns.length);
      }
    });
  });

  it("never wakes a wait with an event that it does not count from", () => {
    holds(({ all }) => {
      const { waits, deliveries } = matchAll(NOTHING, all);
      const woken = deliveries.flatMap(({ run, payload }) =>
        payload.kind === "event" ? [{ run, step: payload.wait, no: payload.event.no }] : [],
      );
      for (const { run, step, no } of woken) {
        const fromNo = waits.get(`${run} ${step} 0`)?.fromNo ?? 0;
        expect(no).toBeGreaterThan(fromNo);
      }
      // Each visit is satisfied once.
      expect(new Set(woken.map(({ run, step }) => `${run} ${step}`)).size).toBe(woken.length);
    });
  });

  it("wakes a wait by the first event above the number it counts from, and by none before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), events, (fromNo, all) => {
        const { runs, waits } = matchAll(NOTHING, [ENTRY]);
        const waiting = [...waits.values()].find(({ step }) => step === "again.1");
        const since = new Map([...waits].map(([key, row]) => [key, { ...row, fromNo }]));
        const later = all.map((event) => ({ ...event, seq: event.seq + 1 }));
        const { deliveries } = matchAll({ ...NOTHING, runs, waits: since }, later);
        const heard = deliveries.filter(({ run, n }) => run === waiting?.run && n > 0);
        const first = later.findIndex(
          ({ type, subject }, index) => type === "cart.updated" && subject === "ada" && index + 1 > fromNo,
        );
        expect(heard.map(({ seq }) => seq)).toEqual(first < 0 ? [] : [later[first]?.seq]);
      }),
    );
  });

  it("writes the same for one batch as for its two halves", () => {
    holds(({ all, cut }) => {
      const halves = matchAll(matchAll(NOTHING, all.slice(0, cut)), all.slice(cut));
      expect(comparable(halves)).toEqual(comparable(matchAll(NOTHING, all)));
    });
  });

  it("starts at most one run for an event in a flow, though the event is judged again", () => {
    holds(({ all }) => {
      const once = matchAll(NOTHING, all);
      const twice = matchAll(once, all);
      const keys = [...twice.runs.values()].map(({ flow, entry }) => `${flow} ${entry.id}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(twice.deliveries.filter(({ n }) => n === 0)).toHaveLength(twice.runs.size);
    });
  });

  it("keeps at most one active run of a subject in a flow that allows one, and the entry row names it", () => {
    holds(({ all }) => {
      const { runs, entries } = matchAll(NOTHING, all);
      const active = [...runs.values()].filter(
        ({ flow, state }) => ONE_AT_A_TIME.has(flow) && (state === "starting" || state === "open"),
      );
      const keys = active.map(({ flow, subject }) => `${flow} ${subject}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(active.map(({ id }) => id)).toEqual(
        active.map(({ flow, subject }) => entries.get(`${flow} ${subject}`)?.activeRun),
      );
      const queued = [...runs.values()].filter(({ state }) => state === "queued").map(({ id }) => id);
      expect(queued.toSorted()).toEqual([...entries.values()].flatMap((entry) => entry.queued).toSorted());
    });
  });

  it("explains every entry: a run or a refusal for each event and flow that it could enter", () => {
    holds(({ all }) => {
      const { runs, refusals } = matchAll(NOTHING, all);
      const answered = new Set([
        ...[...runs.values()].map(({ flow, entry }) => `${flow} ${entry.seq}`),
        ...refusals.map(({ flow, seq }) => `${flow} ${seq}`),
      ]);
      const asked = matchKeys(routing, all).events.flatMap(({ event, candidates }) =>
        candidates.map(({ live }) => `${live.plan.flow} ${event.seq}`),
      );
      expect(asked.filter((key) => !answered.has(key))).toEqual([]);
    });
  });
});

function holds(law: (drawn: { readonly all: readonly EventRow[]; readonly cut: number }) => void): void {
  fc.assert(fc.property(batches, law), { numRuns: 150 });
}

/** Reads what a store would read, judges, writes. */
function matchAll(rows: Rows, batch: readonly EventRow[]): Rows {
  const keys = matchKeys(routing, batch);
  const topics = new Set(keys.topics);
  const entries = keys.entries.flatMap(({ flow, subject }) => rows.entries.get(`${flow} ${subject}`) ?? []);
  const waits = [...rows.waits.values()].filter(
    ({ topic, state }) => topics.has(topic) && state.kind === "open",
  );
  const ids = new Set([
    ...waits.map(({ run }) => run),
    ...keys.runs,
    ...entries.flatMap(({ activeRun, queued }) => [activeRun ?? "", ...queued]),
  ]);
  const runs = [...ids].flatMap((id) => rows.runs.get(id) ?? []);
  return apply(
    rows,
    match({ keys, nextNo: rows.nextNo, waits, runs, entries, profiles: new Map(), oldestLeft: null }),
  );
}

function apply(rows: Rows, writes: MatchWrites): Rows {
  const waits = new Map(rows.waits);
  for (const row of writes.newWaits) waits.set(`${row.run} ${row.step} ${row.i}`, row);
  for (const { run, step, state } of writes.waits) {
    const row = waits.get(`${run} ${step} 0`);
    if (row !== undefined) waits.set(`${run} ${step} 0`, { ...row, state });
  }
  for (const { run } of writes.endings)
    for (const [key, row] of waits) if (row.run === run) waits.delete(key);
  const runs = new Map([...rows.runs, ...writes.newRuns.map((run) => [run.id, run] as const)]);
  for (const head of writes.runs) {
    const run = runs.get(head.id);
    if (run !== undefined) runs.set(run.id, { ...run, ...head });
  }
  return {
    runs,
    entries: new Map([
      ...rows.entries,
      ...writes.entries.map((entry) => [`${entry.flow} ${entry.subject}`, entry] as const),
    ]),
    waits,
    deliveries: [...rows.deliveries, ...writes.deliveries],
    refusals: [...rows.refusals, ...writes.refusals],
    topics: [...rows.topics, ...writes.topics],
    nextNo: writes.nextNo,
  };
}

/** Rows by key: the order in which different runs are written says nothing. */
function comparable({ deliveries, runs, entries, waits, ...rest }: Rows): unknown {
  return {
    ...rest,
    deliveries: Object.fromEntries(deliveries.map((row) => [`${row.run} ${row.n}`, row])),
    runs: Object.fromEntries(runs),
    entries: Object.fromEntries(entries),
    waits: Object.fromEntries(waits),
  };
}
