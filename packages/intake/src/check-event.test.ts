import { describe, expect, it } from "vitest";
import type { Fault } from "./refusal.ts";
import { checkEvent, isInstant } from "./check-event.ts";

describe("checkEvent()", () => {
  const read = (subject: unknown) => {
    const faults: Fault[] = [];
    const raw = { id: "Jose\u0301", source: "shop", type: "ping", time: undefined, subject, data: null };
    return { event: checkEvent(raw, "/3", faults), faults };
  };

  it.each([
    ["Ada@Example.com", "ada@example.com"],
    [" Jose\u0301 ", "Jos\u00e9"],
    ["Order-42", "Order-42"],
  ])("keeps the subject %j as %j", (sent, subject) => {
    expect(read(sent)).toMatchObject({ event: { id: "Jos\u00e9", subject }, faults: [] });
  });

  it.each([
    [" ", "is blank; it must be a text of 1 to 256 characters"],
    ["a\nb", "holds the character U+000A, which cannot be seen; it must be a text of 1 to 256 characters"],
    ["", "must be a text of 1 to 256 characters"],
    [42, "must be a text of 1 to 256 characters"],
    ["a".repeat(257), "must be a text of 1 to 256 characters"],
  ])("refuses the subject %.10j", (sent, message) => {
    expect(read(sent)).toEqual({ event: null, faults: [{ code: "not-valid", path: "/3/subject", message }] });
  });
});

describe("the type of an event", () => {
  const read = (type: unknown) => {
    const faults: Fault[] = [];
    const event = checkEvent(
      { id: "1", source: "s", type, time: undefined, subject: undefined, data: null },
      "",
      faults,
    );
    return event?.type ?? faults.map(({ path }) => path);
  };
  it.each([
    ["order.placed", "order.placed"],
    ["Order Completed", "Order Completed"],
    ["Cafe\u0301 visited", "Caf\u00e9 visited"],
    ["Überweisung ✓", "Überweisung ✓"],
  ])("may be %j", (sent, type) => expect(read(sent)).toBe(type));
  it.each(["", " ", " padded", "padded ", "a\nb", "a\u0000", "a\u2028b", "x".repeat(257), 42, undefined])(
    "may not be %.10j",
    (sent) => expect(read(sent)).toEqual(["/type"]),
  );
});

describe("isInstant()", () => {
  it.each([
    "2026-11-24T09:30:00Z",
    "2026-11-24t09:30:00.123456+05:30",
    "2024-02-29T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2026-01-01T00:00:00-11:00",
  ])("takes %s", (text) => expect(isInstant(text)).toBe(true));
  it.each([
    "2026-11-24",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-24T24:00:00Z",
    "2026-11-24T09:30:00",
    "0000-01-01T00:00:00Z",
    "2026-11-24 09:30:00Z",
    "2026-11-24T09:30:00+15:00",
    "now",
  ])("refuses %s", (text) => expect(isInstant(text)).toBe(false));
});
