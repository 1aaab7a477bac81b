import { describe, expect, it } from "vitest";
import { planFromText } from "../testing/index.ts";
import { readDelivery } from "./read-delivery.ts";

const plan = planFromText(`
  start: event a -> answer
  answer: wait reply/yes timeout=PT1H on="event.subject=subject" -> yes call, timeout call
  call: task sales yes/no due=PT1H -> yes open, no open, overdue open
  open: wait other/came on="event.subject=subject" -> done
  done: end good
`);
const event = {
  id: "e",
  source: "s",
  type: "reply",
  data: null,
  seq: 1,
  no: 1,
  receivedAt: "2026-01-05T10:00:00Z",
};
const decision = {
  kind: "decision",
  step: "call.1",
  decision: "yes",
  values: {},
  by: "ada",
  at: "",
  task: "t",
};

describe("readDelivery()", () => {
  it.each([
    { n: 1, kind: "event", wait: "answer.1", port: "yes", event },
    { n: 1, kind: "event", wait: "answer.7", port: "yes", event },
    { n: 1, kind: "expired", wait: "answer.1" },
    { n: 1, ...decision },
    { n: 1, kind: "undeliverable", wait: null, reason: "too large" },
    { n: 1, kind: "undeliverable", wait: "call.1", reason: "too large" },
    { n: 1, kind: "cancel", by: "ada" },
    { n: 1, kind: "interrupt", name: "restart", event },
  ])("takes %j", (payload) => {
    const { n, ...delivery } = payload;
    expect(readDelivery(plan, payload)).toEqual({ kind: "delivered", n, delivery });
  });

  it.each([
    null,
    "garbage",
    [],
    {},
    { kind: "cancel", by: "ada" },
    { n: "1", kind: "cancel", by: "ada" },
    { n: 0, kind: "cancel", by: "ada" },
    { n: 1.5, kind: "cancel", by: "ada" },
    { n: 1, kind: 7 },
    { n: 1, kind: "cancel" },
    { n: 1, kind: "event" },
    { n: 1, kind: "event", wait: "answer.1", port: "nope", event },
    { n: 1, kind: "event", wait: "answer.1", port: "timeout", event },
    { n: 1, kind: "event", wait: "answer.1", port: "constructor", event },
    { n: 1, kind: "event", wait: "answer.1", port: "yes" },
    { n: 1, kind: "event", wait: "answer.1", port: "yes", event: { ...event, no: "1" } },
    { n: 1, kind: "event", wait: "nowhere.1", port: "yes", event },
    { n: 1, kind: "event", wait: "answer.x", port: "yes", event },
    { n: 1, kind: "event", wait: "answer.0", port: "yes", event },
    { n: 1, kind: "event", wait: 5, port: "yes", event },
    { n: 1, kind: "event", wait: "call.1", port: "yes", event },
    { n: 1, kind: "expired", wait: "open.1" },
    { n: 1, ...decision, decision: "maybe" },
    { n: 1, ...decision, decision: "overdue" },
    { n: 1, ...decision, step: "answer.1" },
    { n: 1, ...decision, values: null },
    { n: 1, kind: "undeliverable", wait: "nowhere.1", reason: "x" },
    { n: 1, kind: "undeliverable", wait: null },
    { n: 1, kind: "interrupt" },
    { n: 1, kind: "interrupt", name: "" },
    { n: 1, kind: "interrupt", name: "restart", event: {} },
  ])("ignores %j", (payload) => {
    expect(readDelivery(plan, payload)).toEqual({ kind: "ignored" });
  });

  it.each(["newer", "constructor"])("says that it does not know %s", (kind) => {
    expect(readDelivery(plan, { n: 3, kind })).toEqual({ kind: "unknown-delivery", n: 3, name: kind });
  });
});
