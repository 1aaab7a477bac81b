import { describe, expect, it } from "vitest";
import { changedAttributes, detailsText } from "./operator-view.ts";
import type { Show } from "./operator-view.ts";

const show = (fields: Partial<Show> = {}): Show => ({
  kind: "show",
  state: "waiting",
  waitingFor: ["order.placed"],
  wakeAt: 0,
  parkReason: null,
  at: [],
  ...fields,
});
const named = (...args: Parameters<typeof changedAttributes>) =>
  Object.fromEntries(changedAttributes(...args).map(({ key, value }) => [key.name, value]));

describe("changedAttributes()", () => {
  it("says everything that a start has not said", () => {
    expect(named(show(), null)).toEqual({
      RunState: "waiting",
      WaitingFor: ["order.placed"],
      WakeAt: new Date(0),
    });
    expect(named(show({ state: "running", waitingFor: [], wakeAt: null }), null)).toEqual({});
  });
  it("says only what changed, and takes back what is over", () => {
    expect(named(show(), show())).toEqual({});
    expect(
      named(show({ waitingFor: [], wakeAt: null, state: "parked", parkReason: "bad-address" }), show()),
    ).toEqual({
      RunState: "parked",
      ParkReason: "bad-address",
      WaitingFor: null,
      WakeAt: null,
    });
  });
  it("keeps keywords to their alphabet and length", () => {
    expect(
      named(show({ waitingFor: ["task:care team"], parkReason: "x".repeat(300) }), show()),
    ).toMatchObject({ WaitingFor: ["task_care_team"], ParkReason: "x".repeat(255) });
  });
});

describe("detailsText()", () => {
  it("draws no table out of a node's name", () => {
    const text = detailsText(
      show({ at: [{ node: "a", visit: 2, name: "Order | [link](x)\n<b>", what: "waits" }] }),
    );
    expect(text.split("\n").at(-1)).toBe("| Order \\| \\[link\\](x) \\<b\\> | a.2 | waits |");
  });
});
