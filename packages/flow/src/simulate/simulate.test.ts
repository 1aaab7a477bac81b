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
