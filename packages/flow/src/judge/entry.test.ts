import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import { planFromText } from "../testing/index.ts";
import { entryScope, judgeEntry, MAX_SUBJECT_CHARS, valuesSeen } from "./index.ts";
import type { SeenEvent } from "./index.ts";

const event = (fields: Partial<SeenEvent> = {}): SeenEvent => ({
  id: "e1",
  source: "shop",
  type: "cart.updated",
  subject: "ada",
  data: { total: 7 },
  receivedAt: "2026-01-05T10:00:00.000Z",
  ...fields,
});
const drawn = planFromText(`
  cart: event cart.updated if="event.data.total > 5" -> done
  again: event cart.updated -> done
  done: end done
`);
/** A plan with the first trigger alone, about the subject that an expression tells. */
const plan = (subject = "event.subject", triggers = drawn.triggers.slice(0, 1)) => ({
  ...drawn,
  settings: { ...drawn.settings, subject },
  triggers,
});

describe("judgeEntry()", () => {
  it("lets the first trigger that takes the event start a run and names the others", () => {
    expect(judgeEntry(drawn, event())).toEqual({
      kind: "enter",
      trigger: drawn.triggers[0],
      subject: "ada",
      others: [drawn.triggers[1]],
    });
  });

  it("lets the next trigger start a run when a filter before it says no or cannot be judged", () => {
    for (const data of [{ total: 5 }, {}])
      expect(judgeEntry(drawn, event({ data }))).toMatchObject({
        kind: "enter",
        trigger: drawn.triggers[1],
        others: [],
      });
  });

  it("misses by a filter that is not true, and says which", () => {
    const filter = "event.data.total > 5";
    const judged = judgeEntry(plan(), event({ data: { total: 5 } }));
    expect(judged).toEqual({
      kind: "miss",
      misses: [{ trigger: drawn.triggers[0], code: "filter-false", expression: filter }],
    });
    expect(valuesSeen(filter, entryScope(event({ data: { total: 5 } })))).toEqual({ "event.data.total": 5 });
  });

  it("misses without a word when no trigger looks at such events", () => {
    expect(judgeEntry(plan(), event({ type: "other" }))).toEqual({ kind: "miss", misses: [] });
  });

  it("refuses what it cannot judge", () => {
    expect(judgeEntry(plan(), event({ data: {} }))).toMatchObject({
      kind: "refuse",
      code: "filter-error",
      reason: expect.stringContaining("event.data.total is missing") as string,
      expression: "event.data.total > 5",
    });
  });

  it.each<[string, Json]>([
    ["the subject is empty", ""],
    ["the subject is longer than 512 characters", "x".repeat(MAX_SUBJECT_CHARS + 1)],
    ["the subject is null", null],
    ["the subject is a list", ["ada"]],
    ["the subject is an object", { id: 1 }],
    ["the subject 1.5 is not a whole number", 1.5],
  ])("refuses an event when %s", (reason, who) => {
    expect(judgeEntry(plan("event.data.who"), event({ data: { total: 7, who } }))).toMatchObject({
      kind: "refuse",
      code: "no-subject",
      reason,
      expression: "event.data.who",
    });
  });

  it.each<[string, Json, string]>([
    ["a long text", "x".repeat(MAX_SUBJECT_CHARS), "x".repeat(MAX_SUBJECT_CHARS)],
    ["a whole number", 12, "12"],
    ["true", true, "true"],
  ])("takes %s as a subject", (_name, who, subject) => {
    expect(judgeEntry(plan("event.data.who"), event({ data: { total: 7, who } }))).toMatchObject({
      kind: "enter",
      subject,
    });
  });

  it("shows a start by hand to the flow that it names and to no other trigger", () => {
    const byHand = planFromText("start: manual -> done\ndone: end done");
    const start = event({ type: "throughline.started", source: "throughline/start/test-flow" });
    expect(judgeEntry(byHand, start).kind).toBe("enter");
    expect(judgeEntry(byHand, { ...start, source: "throughline/start/other" }).kind).toBe("miss");
    const byType = planFromText("start: event throughline.started -> done\ndone: end done");
    expect(judgeEntry(byType, start).kind).toBe("miss");
  });
});
