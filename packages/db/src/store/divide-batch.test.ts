import { describe, expect, it } from "vitest";
import { afterFailure } from "./divide-batch.ts";
import type { Attempt } from "./divide-batch.ts";
import type { Trouble } from "./match-trouble.ts";

const TIMEOUTS = { batchMs: 5_000, aloneMs: 60_000 };
const FIRST: Attempt = { events: 500, timeoutMs: TIMEOUTS.batchMs, cutOffs: 0 };

/** Fails every attempt the same way, at the oldest event, and tells how many events were tried each time. */
function failOn(
  trouble: Trouble,
  pending: number,
  woken: number | null = null,
): readonly (number | string)[] {
  const story: (number | string)[] = [];
  for (let attempt = FIRST; ;) {
    const events = Math.min(attempt.events, pending);
    const next = afterFailure(attempt, { trouble, events, woken }, TIMEOUTS);
    story.push(events);
    if (next.kind === "bury") return [...story, next.reason];
    attempt = next.attempt;
  }
}

describe("afterFailure()", () => {
  it("halves what is refused, and gives up with the error", () => {
    expect(failOn({ kind: "refused", message: "bad data" }, 500)).toEqual([
      500,
      250,
      125,
      63,
      32,
      16,
      8,
      4,
      2,
      1,
      "bad data",
    ]);
  });

  it("divides faster what takes time, and gives one event alone all the time there is", () => {
    expect(failOn({ kind: "late", message: "" }, 500, 20_000)).toEqual([
      500,
      63,
      8,
      1,
      1,
      "what it wakes and starts could not be written in 60000 ms: it would have woken 20000 runs",
    ]);
  });

  it("blames one event for a connection that breaks only when that keeps happening with it", () => {
    expect(failOn({ kind: "cut-off", message: "" }, 1)).toEqual([
      1,
      1,
      1,
      "the connection to Postgres broke 3 times while it was matched",
    ]);
  });

  it("takes the events that fit of a batch that would write too much", () => {
    expect(
      afterFailure(FIRST, { trouble: { kind: "too-much", events: 120 }, events: 500, woken: null }, TIMEOUTS),
    ).toEqual({
      kind: "again",
      attempt: { ...FIRST, events: 120 },
    });
  });

  it("gives up at once one event that meets too many waits", () => {
    expect(failOn({ kind: "too-many-waits", message: "it meets too many" }, 9)).toEqual([
      9,
      2,
      1,
      "it meets too many",
    ]);
  });
});
