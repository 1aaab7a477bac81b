import type { IntakeStore } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { createIntake } from "./intake.ts";
import type { ReadEvents } from "./read-events.ts";

const store: IntakeStore = {
  accept: (requests) =>
    Promise.resolve(
      requests.map(({ events }) => ({
        events: events.map(({ source, id }) => ({ source, id, seq: 7, duplicate: false })),
      })),
    ),
};

function ofSizes(isList: boolean, ...sizes: number[]): ReadEvents {
  const events = sizes.map((size, index) => ({
    id: `${index}`,
    source: "shop",
    type: "t",
    data: "x".repeat(size),
  }));
  return { kind: "events", events, bytes: sizes.reduce((sum, size) => sum + size, 0), isList };
}

describe("createIntake()", () => {
  it("answers with the number of each event, and with none for none", async () => {
    const intake = createIntake(store);
    expect(await intake.take(ofSizes(true, 10, 10))).toMatchObject({
      kind: "accepted",
      events: [{ id: "0", seq: 7 }, { id: "1" }],
    });
    expect(await intake.take(ofSizes(true))).toEqual({ kind: "accepted", events: [] });
  });

  it("refuses an event that is too large and names it in a list", async () => {
    const intake = createIntake(store);
    const large = 256 * 1024;
    expect(await intake.take(ofSizes(false, large))).toMatchObject({
      message: "Cannot take the event: it is larger than 262144 bytes",
      faults: [{ code: "too-large", path: "" }],
    });
    expect(await intake.take(ofSizes(true, 1, large, large))).toMatchObject({
      faults: [{ path: "/1" }, { path: "/2" }],
    });
    expect(intake.queued()).toEqual({ rows: 0, bytes: 0 });
  });
});
