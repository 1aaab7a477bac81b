import { describe, expect, it } from "vitest";
import { planFromText } from "../testing/index.ts";
import { simulate } from "./index.ts";

const plan = planFromText(`
  cart: event cart.updated if="event.data.total > 0" -> ordered
  ordered: wait order.placed/ordered timeout=PT30M on="event.data.id=trigger.data.id" -> ordered done, timeout offer
  offer: do -> clicked
  clicked: wait email.clicked/clicked timeout=P1D if="event.data.run == run.id" -> clicked done, timeout large
  large: if "trigger.data.total > 500" -> yes call, else lost
  call: task sales yes/no due=P1D -> yes done, no lost, overdue lost
  done: end recovered
  lost: end given-up
`);
const entry = { type: "cart.updated", subject: "c1", data: { id: "k1", total: 700 } };
const order = { type: "order.placed", data: { id: "k1" } };

describe("simulate()", () => {
  it("judges a wait's condition with the profile at the event", () => {
    const loyal = planFromText(`
      cart: event cart.updated -> paid
      paid: wait order.paid/paid timeout=PT1H if="profile.tier == 'gold'" -> paid done, timeout lost
      done: end recovered
      lost: end given-up
    `);
    const paid = { type: "order.paid" };
    const upgrade = { type: "profile.identified", data: { traits: { tier: "gold" } } };
    const outcome = (...events: readonly (typeof paid | typeof upgrade)[]) =>
      simulate(loyal, {
        entry: { type: "cart.updated", subject: "Ada@Example.com", data: {} },
        profile: { tier: "silver" },
        happenings: events.map((event, i) => ({ after: `PT${i + 1}M`, event })),
      }).outcome;
    expect(outcome(upgrade, paid)).toBe("recovered");
    expect(outcome(paid, upgrade)).toBe("given-up");
  });

  it.each([
    ["an order in time", [{ after: "PT10M", event: order }], "recovered"],
    ["an order at the very deadline", [{ after: "PT30M", event: order }], "recovered"],
    [
      "an order for another cart",
      [{ after: "PT10M", event: { type: "order.placed", data: { id: "k2" } } }],
      "given-up",
    ],
    [
      "a click",
      [{ after: "PT2H", event: { type: "email.clicked", data: { run: "test-flow.simulated" } } }],
      "recovered",
    ],
    [
      "a click for another run",
      [{ after: "PT2H", event: { type: "email.clicked", data: { run: "x" } } }],
      "given-up",
    ],
    ["a decision", [{ after: "P1DT1H", decide: "call", decision: "yes" }], "recovered"],
    ["nothing", [], "given-up"],
    ["a cancel", [{ after: "PT1M", cancel: true as const }], "cancelled"],
  ])("ends after %s", (_name, happenings, outcome) => {
    expect(simulate(plan, { entry, happenings }).outcome).toBe(outcome);
  });

  it("tells the story in order with the virtual time", () => {
    const { steps } = simulate(plan, {
      entry,
      happenings: [{ after: "PT10M", event: order }],
      startAt: "2026-01-05T10:00:00Z",
    });
    expect(
      steps.map((step) =>
        `${new Date(step.at).toISOString().slice(11, 16)} ${step.kind} ${"step" in step ? step.step : ""}`.trim(),
      ),
    ).toEqual([
      "10:00 left cart.1",
      "10:00 entered ordered.1",
      "10:10 event",
      "10:10 left ordered.1",
      "10:10 left done.1",
      "10:10 ended",
    ]);
  });

  it("says why there is no run, and where one stands", () => {
    expect(simulate(plan, { entry: { type: "other" } }).standing).toBe('no trigger takes "other"');
    expect(simulate(plan, { entry: { ...entry, data: { total: 0 } } }).standing).toBe("the filter says no");
    const mocks = { offer: { fail: { code: "refused", message: "no such address" } } };
    expect(simulate(plan, { entry, mocks }).standing).toBe("offer: parked: no such address");
  });

  it.each([
    ["an empty subject", "", "no subject: the subject is empty"],
    ["one of 600 characters", "x".repeat(600), "no subject: the subject is longer than 512 characters"],
  ])("refuses %s as the matcher does", (_name, subject, standing) => {
    expect(simulate(plan, { entry: { ...entry, subject } })).toMatchObject({
      steps: [],
      outcome: null,
      standing,
    });
  });

  it("does not show a start by hand of another flow to this one", () => {
    const byHand = planFromText("start: manual -> done\ndone: end done");
    const start = { type: "throughline.started", subject: "c1" };
    const of = (source: string) => simulate(byHand, { entry: { ...start, source } }).outcome;
    expect([of("throughline/start/test-flow"), of("throughline/start/other")]).toEqual(["done", null]);
  });

  describe("with a matcher that takes its time", () => {
    it.each([
      ["an order accepted before the deadline and matched after it wins", "PT29M", "PT5M", "recovered"],
      ["so does one at the deadline itself", "PT30M", "PT5M", "recovered"],
      ["one accepted after the deadline does not", "PT31M", "PT5M", "given-up"],
    ])("%s", (_name, after, matchedAfter, outcome) => {
      expect(simulate(plan, { entry, happenings: [{ after, event: order, matchedAfter }] }).outcome).toBe(
        outcome,
      );
    });

    it("holds a deadline back until nothing older is left, and then lets time win", () => {
      const other = { type: "order.placed", data: { id: "k2" } };
      const { steps } = simulate(plan, {
        entry,
        happenings: [{ after: "PT29M", event: other, matchedAfter: "PT5M" }],
      });
      const left = steps.find((step) => step.kind === "left" && step.step === "ordered.1");
      expect(left).toMatchObject({ port: "timeout", at: Date.parse("2026-01-05T10:34:00Z") });
    });

    it("keeps the order in which events were accepted", () => {
      const { steps } = simulate(plan, {
        entry,
        happenings: [
          { after: "PT1M", event: { type: "noise" }, matchedAfter: "PT10M" },
          { after: "PT2M", event: order },
        ],
      });
      const events = steps.filter((step) => step.kind === "event");
      expect(events.map(({ type, at }) => [type, (at - steps[0]!.at) / 60_000])).toEqual([
        ["noise", 11],
        ["order.placed", 11],
      ]);
    });
  });

  it("matches an event though a value that the filter asks for is missing in the run", () => {
    const optional = planFromText(`
      cart: event cart.updated -> paid
      paid: wait order.paid/paid timeout=PT1H if="!has(trigger.data.coupon) || event.data.coupon == trigger.data.coupon" -> paid good, timeout bad
      good: end good
      bad: end bad
    `);
    const paid = (coupon: string) => [{ after: "PT1M", event: { type: "order.paid", data: { coupon } } }];
    const play = (data: object, coupon: string) =>
      simulate(optional, {
        entry: { type: "cart.updated", subject: "c1", data: { ...data } },
        happenings: paid(coupon),
      });
    expect(play({ total: 1 }, "X").outcome).toBe("good");
    expect(play({ coupon: "X" }, "X").outcome).toBe("good");
    expect(play({ coupon: "Y" }, "X").outcome).toBe("bad");
  });

  it("parks at a wait whose key is no key, as the run does", () => {
    const keyless = planFromText(`
      cart: event cart.updated -> paid
      paid: wait order.paid/paid timeout=PT1H on="event.data.id=trigger.data.id" -> paid good, timeout bad
      good: end good
      bad: end bad
    `);
    const { outcome, standing } = simulate(keyless, { entry: { type: "cart.updated", subject: "c1" } });
    expect(outcome).toBeNull();
    expect(standing).toMatch(/parked: correlate\.run/);
  });

  it("answers visit by visit and lists effects", () => {
    const { effects } = simulate(plan, { entry, mocks: { offer: [{ output: { code: "A" } }] } });
    expect(effects).toMatchObject([{ step: "offer.1", type: "test-do" }]);
  });

  it("knows local times", () => {
    const night = planFromText("start: manual -> rest\nrest: delay at:09:00 -> done\ndone: end done");
    const simulation = simulate(night, {
      entry: { type: "throughline.started", source: "throughline/start/test-flow", subject: "c1" },
      startAt: "2026-01-05T20:00:00Z",
    });
    expect(simulation.outcome).toBe("done");
    expect(simulation.steps.at(-1)?.at).toBe(Date.parse("2026-01-06T09:00:00Z"));
  });
});
