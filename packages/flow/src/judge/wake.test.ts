import { describe, expect, it } from "vitest";
import { topicText } from "../expressions/index.ts";
import { CLOCK_TOLERANCE_MS, countsSince, eventScope, judgeWake, topicsOf } from "./index.ts";
import type { JudgedWait, MetEvent, SeenEvent } from "./index.ts";

const DEADLINE = Date.parse("2026-01-05T10:00:00.000Z");

function met(fields: Partial<SeenEvent & { readonly no: number }> = {}): MetEvent {
  const { no = 5, ...rest } = fields;
  const event = {
    id: "e1",
    source: "shop",
    type: "order.placed",
    data: { cart: 7, total: 90 },
    receivedAt: new Date(DEADLINE).toISOString(),
    ...rest,
  };
  const scope = eventScope(event);
  const topics = topicsOf(["event.data.cart"], scope, topicText);
  return { scope, topics, no, receivedAt: Date.parse(event.receivedAt) };
}

const wait = (fields: Partial<JudgedWait> = {}): JudgedWait => ({
  topic: topicText("order.placed", "event.data.cart", "7"),
  filter: null,
  bindings: {},
  fromNo: 4,
  port: "ordered",
  state: { kind: "open" },
  ...fields,
});

const MORE = { filter: "event.data.total > trigger.data.total" };
const boundTo = (total: number) => ({ ...MORE, bindings: { trigger: { data: { total } } } });

describe("judgeWake()", () => {
  it.each<[string, JudgedWait, MetEvent, string]>([
    ["an event of its topic", wait(), met(), "wakes"],
    ["another key", wait(), met({ data: { cart: 8 } }), "other-topic"],
    ["no key", wait(), met({ data: {} }), "other-topic"],
    ["another type", wait(), met({ type: "order.paid" }), "other-topic"],
    ["an event before it", wait(), met({ no: 4 }), "waited-later"],
    ["a filter that holds with what the run knew", wait(boundTo(50)), met(), "wakes"],
    ["a filter that does not", wait(boundTo(90)), met(), "filter-false"],
    ["a filter that misses a value of the run", wait(MORE), met(), "filter-error"],
    ["one that was matched", wait({ state: { kind: "matched", n: 1 } }), met(), "over"],
    ["one that expired", wait({ state: { kind: "expired" } }), met(), "over"],
  ])("judges %s", (_name, row, event, expected) => {
    const verdict = judgeWake(row, event);
    expect(verdict.kind === "wakes" ? verdict.kind : verdict.code).toBe(expected);
  });

  it("lets an event beat a deadline that the clocks may not agree about", () => {
    const expiring = wait({ state: { kind: "expiring", deadline: DEADLINE } });
    const at = (ms: number) => met({ receivedAt: new Date(DEADLINE + ms).toISOString() });
    expect(judgeWake(expiring, at(0)).kind).toBe("wakes");
    expect(judgeWake(expiring, at(CLOCK_TOLERANCE_MS)).kind).toBe("wakes");
    expect(judgeWake(expiring, at(CLOCK_TOLERANCE_MS + 1))).toMatchObject({ code: "too-late" });
  });

  it("wakes nobody by a start by hand", () => {
    expect(met({ type: "throughline.started" }).topics).toEqual([]);
  });
});

describe("countsSince()", () => {
  it("counts above a number and, where a time is given, from it on, but for the clocks", () => {
    expect(countsSince({ no: 4 }, { no: 5, receivedAt: 0 })).toBe(true);
    expect(countsSince({ no: 5 }, { no: 5, receivedAt: 0 })).toBe(false);
    const since = { no: 0, at: DEADLINE };
    expect(countsSince(since, { no: 1, receivedAt: DEADLINE - CLOCK_TOLERANCE_MS })).toBe(true);
    expect(countsSince(since, { no: 1, receivedAt: DEADLINE - CLOCK_TOLERANCE_MS - 1 })).toBe(false);
  });
});
