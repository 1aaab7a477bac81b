import type { JsonObject } from "@throughline/flow";
import { planFromText } from "@throughline/flow/testing";
import { describe, expect, it } from "vitest";
import type { EventRow, RunRow } from "../rows.ts";
import { chain, oneAtATime, waitStep } from "../testing/plans.ts";
import { identityHash, runId, topicHash } from "../ids.ts";
import { matchKeys } from "./match-keys.ts";
import { match } from "./match.ts";
import { createRouting } from "./routing.ts";

const event = (seq: number, type: string, fields: Partial<EventRow> = {}): EventRow => ({
  id: `e${seq}`,
  source: "shop",
  type,
  subject: "ada",
  data: {},
  seq,
  receivedAt: seq * 1_000,
  ...fields,
});

describe("match()", () => {
  const plan = chain("cart", "cart.updated", oneAtATime("ignore"), [
    waitStep("ordered", "order.placed", 1_000),
  ]);

  function matchAll(
    events: readonly EventRow[],
    live = [{ plan, planHash: "hash" }],
    listens = plan.listens,
  ) {
    const keys = matchKeys(createRouting(1, live, listens), events);
    return match({
      keys,
      nextNo: 1,
      waits: [],
      runs: [],
      entries: [],
      profiles: new Map(),
      oldestLeft: null,
    });
  }

  it("gives every event a number in the order of the batch", () => {
    const { matched, nextNo } = matchAll([event(5, "a"), event(9, "b")]);
    expect(matched).toEqual([
      { seq: 5, no: 1 },
      { seq: 9, no: 2 },
    ]);
    expect(nextNo).toBe(3);
  });

  it("lets the second event see what the first did", () => {
    const { deliveries, refusals } = matchAll([
      event(1, "cart.updated"),
      event(2, "cart.updated"),
      event(3, "order.placed"),
    ]);
    expect(deliveries.map(({ n, payload }) => [n, payload.kind])).toEqual([
      [0, "start"],
      [1, "event"],
    ]);
    expect(refusals.map(({ seq, code }) => [seq, code])).toEqual([[2, "already-active"]]);
  });

  it("lets a wait's filter ask for a value of the run that is missing there", () => {
    const optional = planFromText(`
      cart: event cart.updated -> paid
      paid: wait order.paid/paid timeout=PT1H if="!has(trigger.data.coupon) || event.data.coupon == trigger.data.coupon"
    `);
    const kinds = (data: JsonObject) =>
      matchAll(
        [event(1, "cart.updated", { data }), event(2, "order.paid", { data: { coupon: "X" } })],
        [{ plan: optional, planHash: "hash" }],
        optional.listens,
      ).deliveries.map(({ payload }) => payload.kind);
    expect(kinds({})).toEqual(["start", "event"]);
    expect(kinds({ coupon: "X" })).toEqual(["start", "event"]);
    expect(kinds({ coupon: "Y" })).toEqual(["start"]);
  });

  it("starts one run by the first of two triggers and names the other", () => {
    const two = {
      ...plan,
      triggers: [...plan.triggers, { step: "ordered", kind: "event", eventType: "cart.updated" } as const],
    };
    const { newRuns, refusals } = matchAll([event(1, "cart.updated")], [{ plan: two, planHash: "hash" }]);
    expect(newRuns.map(({ triggerStep }: RunRow) => triggerStep)).toEqual(["start"]);
    expect(refusals).toMatchObject([{ code: "other-trigger-first", run: newRuns[0]?.id }]);
  });

  it("takes a filter that cannot be evaluated for no match, with the reason", () => {
    const strict = {
      ...plan,
      triggers: [
        { step: "start", kind: "event" as const, eventType: "cart.updated", filter: "event.data.total > 5" },
      ],
    };
    const { newRuns, refusals } = matchAll([event(1, "cart.updated")], [{ plan: strict, planHash: "hash" }]);
    expect(newRuns).toEqual([]);
    expect(refusals).toMatchObject([
      { code: "filter-error", detail: expect.stringContaining("event.data.total") },
    ]);
  });

  it("merges traits into the profile of the event's subject, in order", () => {
    const { profiles } = matchAll([
      event(1, "profile.identified", { data: { traits: { a: 1 } } }),
      event(2, "profile.identified", { data: { traits: { a: 2 } } }),
    ]);
    expect(profiles).toMatchObject([{ subject: "ada", attributes: { a: 2 } }]);
  });

  it("judges the filter of a wait with the profile as it is at the event", () => {
    const loyal = planFromText(`
      cart: event cart.updated -> paid
      paid: wait order.paid/paid timeout=PT1H if="has(profile.tier) && profile.tier == event.data.tier"
    `);
    const identify = (seq: number, tier: string | null) =>
      event(seq, "profile.identified", { data: { traits: { tier } } });
    const woken = (...events: readonly EventRow[]) =>
      matchAll(
        [event(1, "cart.updated"), ...events],
        [{ plan: loyal, planHash: "hash" }],
        loyal.listens,
      ).deliveries.flatMap(({ payload, seq }) => (payload.kind === "event" ? [seq] : []));
    const paid = (seq: number, tier: string) => event(seq, "order.paid", { data: { tier } });
    expect(woken(paid(2, "gold"), identify(3, "gold"), paid(4, "gold"))).toEqual([4]);
    expect(woken(identify(2, "gold"), identify(3, "silver"), paid(4, "gold"), paid(5, "silver"))).toEqual([
      5,
    ]);
    expect(woken(identify(2, "gold"), identify(3, null), paid(4, "gold"))).toEqual([]);
  });

  it("starts a manual start only in the flow it names", () => {
    const manual = {
      ...plan,
      triggers: [{ step: "start", kind: "manual" as const }],
    };
    const live = [{ plan: manual, planHash: "hash" }];
    expect(
      matchAll([event(1, "throughline.started", { source: "throughline/start/cart" })], live).newRuns,
    ).toHaveLength(1);
    expect(
      matchAll([event(1, "throughline.started", { source: "throughline/start/other" })], live).newRuns,
    ).toHaveLength(0);
  });

  it("starts a flow by every call of its webhook, whatever type the call has, and once", () => {
    const of = (
      flow: string,
      trigger: { kind: "webhook"; hook: string } | { kind: "event"; eventType: string },
    ) => ({
      plan: { ...plan, flow, triggers: [{ step: "start", ...trigger }] },
      planHash: flow,
    });
    const live = [
      of("z-hook", { kind: "webhook", hook: "shop" }),
      of("paid", { kind: "event", eventType: "hook.shop.orders.paid" }),
      of("mapped", { kind: "event", eventType: "order.paid" }),
    ];
    const started = (type: string, source: string) =>
      matchAll([event(1, type, { source })], live).newRuns.map(({ flow }: RunRow) => flow);
    expect(started("hook.shop", "hook/shop")).toEqual(["z-hook"]);
    expect(started("hook.shop.orders.paid", "hook/shop")).toEqual(["paid", "z-hook"]);
    expect(started("order.paid", "hook/shop")).toEqual(["mapped", "z-hook"]);
    expect(started("order.paid", "hook/other")).toEqual(["mapped"]);
    expect(started("order.paid", "shop")).toEqual(["mapped"]);
  });
});

describe("ids", () => {
  it("are new for every entry, equal for a repeat, and readable", () => {
    const id = runId("cart", { source: "shop", id: "1" });
    expect(id).toMatch(/^cart\.[a-z2-7]{26}$/);
    expect(runId("cart", { source: "shop", id: "1" })).toBe(id);
    expect(runId("cart", { source: "shop", id: "2" })).not.toBe(id);
  });

  it("do not mix up where one part ends and the next begins", () => {
    expect(identityHash({ source: "a", id: "bc" })).not.toBe(identityHash({ source: "ab", id: "c" }));
    expect(topicHash("a", "b", "c")).toHaveLength(32);
  });
});
