// One event, judged by the matcher, told by the receipt and played by the simulator: the three say the same.
import type { PlanRow, WaitingRow } from "@throughline/db";
import type { Json, Plan } from "@throughline/flow";
import { simulate } from "@throughline/flow/simulate";
import { planFromText } from "@throughline/flow/testing";
import { createRouting, match, matchKeys, toSeenEvent } from "@throughline/protocol";
import type { EventRow, WaitRow } from "@throughline/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainMiss } from "./explain-entry.ts";
import { explainWaits } from "./explain-wait.ts";

const START = Date.parse("2026-01-05T10:00:00.000Z");
const MINUTE = 60_000;

interface Told {
  readonly type: string;
  readonly source?: string;
  readonly subject?: string;
  readonly data: Json;
}

function toRow({ source = "shop", ...told }: Told, seq: number, receivedAt = START): EventRow {
  const time = new Date(receivedAt).toISOString();
  return { id: `event-${seq}`, source, time, ...told, seq, receivedAt };
}

const toPlanRow = (plan: Plan): PlanRow => ({ flow: plan.flow, flowName: "Test", version: 1, plan });
const routingOf = (plan: Plan) => createRouting(1, [{ plan, planHash: "" }], plan.listens);

/** What each says of an entry: `enter`, `miss`, or why it is refused. */
function entryVerdicts(
  plan: Plan,
  told: Told,
): Readonly<Record<"matcher" | "receipt" | "simulator", string>> {
  const row = toRow(told, 1);
  const [candidate] = matchKeys(routingOf(plan), [row]).events[0]?.candidates ?? [];
  const [line] = explainMiss(toPlanRow(plan), toSeenEvent(row));
  const { steps, standing } = simulate(plan, { entry: { source: "shop", ...told } });
  return {
    matcher: candidate === undefined ? "miss" : candidate.kind === "enter" ? "enter" : candidate.code,
    receipt:
      line === undefined || line.code === "filter-false"
        ? "miss"
        : line.code === "not-taken"
          ? "enter"
          : line.code,
    simulator: steps.length > 0 ? "enter" : simulatedMiss(standing),
  };
}

function simulatedMiss(standing: string): string {
  if (standing.startsWith("no subject: ")) return "no-subject";
  return standing.startsWith("no trigger takes") || standing === "the filter says no"
    ? "miss"
    : "filter-error";
}

const everywhere = (verdict: string) => ({ matcher: verdict, receipt: verdict, simulator: verdict });

describe("who enters a flow", () => {
  const drawn = planFromText(`
    cart: event cart.updated if="event.data.total > 5" -> done
    done: end done
  `);
  const about = (subject: string): Plan => ({ ...drawn, settings: { ...drawn.settings, subject } });
  const who = (value: Json): Told => ({ type: "cart.updated", data: { total: 7, who: value } });

  it.each<[string, Told, string]>([
    ["a text", who("ada"), "enter"],
    ["a whole number", who(12), "enter"],
    ["true", who(true), "enter"],
    ["an empty text", who(""), "no-subject"],
    ["a text of 512 characters", who("x".repeat(512)), "enter"],
    ["a text of 600 characters", who("x".repeat(600)), "no-subject"],
    ["null", who(null), "no-subject"],
    ["a list", who(["ada"]), "no-subject"],
    ["an object", who({ id: "ada" }), "no-subject"],
    ["a broken number", who(1.5), "no-subject"],
    ["nothing", { type: "cart.updated", data: { total: 7 } }, "no-subject"],
    ["somebody, but the filter says no", { type: "cart.updated", data: { total: 5, who: "ada" } }, "miss"],
    ["somebody, but the filter throws", { type: "cart.updated", data: { who: "ada" } }, "filter-error"],
    ["somebody, of another type", { type: "cart.emptied", data: { total: 7, who: "ada" } }, "miss"],
  ])("is judged alike: %s", (_name, told, verdict) => {
    expect(entryVerdicts(about("event.data.who"), told)).toEqual(everywhere(verdict));
  });

  it.each([
    ["its own flow", "throughline/start/test-flow", "enter"],
    ["another flow", "throughline/start/other", "miss"],
    ["no flow", "shop", "miss"],
  ])("is judged alike: a start by hand of %s", (_name, source, verdict) => {
    const byHand = planFromText("start: manual -> done\ndone: end done");
    const told = { type: "throughline.started", source, subject: "ada", data: {} };
    expect(entryVerdicts(byHand, told)).toEqual(everywhere(verdict));
  });

  it("is judged alike for a start by hand, by a trigger on its type: nobody sees it but the flow it names", () => {
    const byType = planFromText("start: event throughline.started -> done\ndone: end done");
    const told = {
      type: "throughline.started",
      source: "throughline/start/test-flow",
      subject: "a",
      data: {},
    };
    expect(entryVerdicts(byType, told)).toEqual(everywhere("miss"));
  });

  it("is judged alike for a webhook", () => {
    const hook = planFromText("start: hook shop -> done\ndone: end done");
    expect(entryVerdicts(hook, { type: "hook.shop", subject: "a", data: {} })).toEqual(everywhere("enter"));
    expect(entryVerdicts(hook, { type: "hook.other", subject: "a", data: {} })).toEqual(everywhere("miss"));
  });

  it("is judged alike, whatever is drawn and sent", () => {
    fc.assert(
      fc.property(
        fc.array(trigger, { minLength: 1, maxLength: 3 }),
        subject,
        sent,
        (triggers, whom, told) => {
          const lines = triggers.map(({ type, filter }, i) => `t${i}: event ${type}${filter} -> done`);
          const plan = planFromText([...lines, "done: end done"].join("\n"));
          const judged = { ...plan, settings: { ...plan.settings, subject: whom } };
          const { matcher, ...others } = entryVerdicts(judged, told);
          expect(others).toEqual({ receipt: matcher, simulator: matcher });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("what a wait takes", () => {
  const plan = planFromText(`
    cart: event cart.updated -> ordered
    ordered: wait order.placed/ordered timeout=PT30M on="event.data.cart=trigger.data.cart" if="event.data.total >= trigger.data.least" -> ordered done, timeout late
    done: end done
    late: end late
  `);
  const entry: Told = { type: "cart.updated", subject: "ada", data: { cart: 7, least: 50 } };
  const order = (data: Json): Told => ({ type: "order.placed", data });
  const fits = order({ cart: 7, total: 50 });

  it.each<[string, Told, boolean]>([
    ["its key and a filter that holds", fits, true],
    ["its key as text", order({ cart: "7", total: 50 }), true],
    ["another key", order({ cart: 8, total: 50 }), false],
    ["no key", order({ total: 50 }), false],
    ["a key that is a list", order({ cart: [7], total: 50 }), false],
    ["a filter that does not hold with what the run knew", order({ cart: 7, total: 49 }), false],
    ["a filter that cannot be judged", order({ cart: 7 }), false],
    ["another type", { type: "order.paid", data: { cart: 7, total: 50 } }, false],
  ])("is judged alike: an event with %s", (_name, told, isTaken) => {
    expect(wakeVerdicts(plan, entry, { told, afterMs: MINUTE })).toEqual(
      everywhere(isTaken ? "wakes" : "miss"),
    );
  });

  it("is judged alike at the deadline: the event wins", () => {
    expect(wakeVerdicts(plan, entry, { told: fits, afterMs: 30 * MINUTE })).toEqual(everywhere("wakes"));
  });

  it("is judged alike when the clocks differ, by those who know waits that expire", () => {
    const expiring = (ms: number) => {
      const state = { kind: "expiring", deadline: START + 30 * MINUTE } as const;
      const meeting = { told: fits, afterMs: 30 * MINUTE + ms, state };
      const { simulator: _none, ...others } = wakeVerdicts(plan, entry, meeting);
      return others;
    };
    expect(expiring(2_000)).toEqual({ matcher: "wakes", receipt: "wakes" });
    expect(expiring(2_001)).toEqual({ matcher: "miss", receipt: "miss" });
  });

  it("is judged alike for the event before it: the one that started its run", () => {
    const again = planFromText(`
      cart: event cart.updated -> again
      again: wait cart.updated/again timeout=PT30M -> again done, timeout late
      done: end done
      late: end late
    `);
    const told: Told = { type: "cart.updated", subject: "ada", data: {} };
    const first = toRow(told, 1);
    const started = matched(again, first);
    expect(started.deliveries.map(({ payload }) => payload.kind)).toEqual(["start"]);
    expect(receiptOf(again, first, 1, started.newWaits)).toBe("waited-later");
    const { outcome } = simulate(again, { entry: told });
    expect(outcome).toBe("late");
  });
});

function matched(plan: Plan, ...events: readonly EventRow[]) {
  const keys = matchKeys(routingOf(plan), events);
  return match({ keys, nextNo: 1, waits: [], runs: [], entries: [], profiles: new Map(), oldestLeft: null });
}

/** An event that comes `afterMs` after the run's entry, and how it finds the run's wait. */
interface Meeting {
  readonly told: Told;
  readonly afterMs: number;
  readonly state?: WaitRow["state"];
}

/** What each says of a meeting. */
function wakeVerdicts(
  plan: Plan,
  entry: Told,
  { told, afterMs, state = { kind: "open" } }: Meeting,
): Readonly<Record<"matcher" | "receipt" | "simulator", string>> {
  const started = matched(plan, toRow(entry, 1));
  const waits = started.newWaits.map((wait) => ({ ...wait, state }));
  const event = toRow(told, 2, START + afterMs);
  const keys = matchKeys(routingOf(plan), [event]);
  const met = waits.filter(({ topic }) => keys.topics.includes(topic));
  const runs = started.newRuns;
  const { deliveries } = match({
    keys,
    nextNo: 2,
    waits: met,
    runs,
    entries: [],
    profiles: new Map(),
    oldestLeft: null,
  });
  const { steps } = simulate(plan, {
    entry,
    startAt: new Date(START).toISOString(),
    happenings: [{ after: afterMs, event: told }],
  });
  const code = receiptOf(plan, event, 2, met);
  return {
    matcher: deliveries.some(({ payload }) => payload.kind === "event") ? "wakes" : "miss",
    receipt: code === "not-taken" ? "wakes" : "miss",
    simulator: steps.some((step) => step.kind === "event" && step.wakes.length > 0) ? "wakes" : "miss",
  };
}

/** The code of the receipt's line on the waits that stand in the event's topics; undefined when it has none. */
function receiptOf(
  plan: Plan,
  event: EventRow,
  no: number,
  standing: readonly WaitRow[],
): string | undefined {
  const expressions = new Map(
    plan.listens.flatMap(({ keyExpression }) => standing.map(({ topic }) => [topic, keyExpression] as const)),
  );
  const rows = standing.map(({ run, topic, filter, bindings, fromNo, port, state }): WaitingRow => ({
    run,
    flow: plan.flow,
    flowName: "Test",
    version: 1,
    node: plan.listens[0]?.wait ?? "",
    name: "Wait",
    topic,
    filter,
    bindings,
    fromNo,
    port,
    state,
    profile: {},
  }));
  return explainWaits({ seen: toSeenEvent(event), no }, [toPlanRow(plan)], rows, expressions)[0]?.code;
}

const trigger = fc.record({
  type: fc.constantFrom("a", "b"),
  filter: fc.constantFrom(
    "",
    ' if="event.data.n > 1"',
    ' if="event.data.s == trigger.data.s"',
    ' if="has(event.data.n)"',
  ),
});
const subject = fc.constantFrom("event.subject", "event.data.s", "event.data.n", "event.data");
const sent = fc.record(
  {
    type: fc.constantFrom("a", "b", "c", "throughline.started"),
    subject: fc.constantFrom("", "ada", "x".repeat(513)),
    data: fc.record(
      {
        n: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true }), fc.constant(null)),
        s: fc.oneof(fc.string(), fc.constant(["list"]), fc.boolean()),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["type", "data"] },
);
