import { describe, expect, it } from "vitest";
import { readSegment, segmentEvents } from "./segment.ts";
import type { SegmentCall } from "./segment.ts";

const NOW = Date.parse("2026-11-24T09:30:00.000Z");
const sender = { sources: [], source: "segment", idempotencyKey: undefined };

function read(value: unknown, call: SegmentCall | null = null, sources: readonly string[] = []) {
  const body = readSegment(Buffer.from(JSON.stringify(value)));
  return body.kind === "refused" ? body : segmentEvents(body, call, { ...sender, sources }, NOW);
}
function events(value: unknown, call: SegmentCall | null = null) {
  const got = read(value, call);
  if (got.kind === "refused") throw new Error(JSON.stringify(got.faults));
  return got.events;
}
function faults(value: unknown, call: SegmentCall | null = null) {
  const got = read(value, call);
  return got.kind === "refused" ? got.faults.map(({ code, path }) => [code, path]) : [];
}

describe("segmentEvents()", () => {
  it("makes an event of each call, in the order of the batch", () => {
    const batch = [
      { type: "identify", messageId: "1", userId: "u", traits: { plan: "pro" } },
      { type: "track", messageId: "2", userId: "u", event: "Order Completed", properties: { total: 3 } },
      { type: "page", messageId: "3", anonymousId: "anon", name: "Home" },
      { type: "screen", messageId: "4", userId: 42, name: "Main" },
      { type: "group", messageId: "5", userId: "u", groupId: "g", traits: { seats: 3 } },
      { type: "alias", messageId: "6", userId: "u", previousId: "anon" },
    ];
    expect(events({ batch, writeKey: "secret", sentAt: "2026-11-24T09:30:00.000Z" })).toEqual([
      {
        id: "1",
        source: "segment",
        type: "profile.identified",
        subject: "u",
        data: { userId: "u", traits: { plan: "pro" } },
      },
      {
        id: "2",
        source: "segment",
        type: "Order Completed",
        subject: "u",
        data: { userId: "u", properties: { total: 3 } },
      },
      {
        id: "3",
        source: "segment",
        type: "page",
        subject: "anon",
        data: { anonymousId: "anon", name: "Home" },
      },
      { id: "4", source: "segment", type: "screen", subject: "42", data: { userId: 42, name: "Main" } },
      {
        id: "5",
        source: "segment",
        type: "group",
        subject: "u",
        data: { userId: "u", groupId: "g", traits: { seats: 3 } },
      },
      { id: "6", source: "segment", type: "alias", subject: "u", data: { userId: "u", previousId: "anon" } },
    ]);
  });

  it("never keeps a key", () => {
    const [event] = events({ event: "x", userId: "u", writeKey: "tl_write_secret", _metadata: {} }, "track");
    expect(JSON.stringify(event)).not.toContain("secret");
  });

  it.each([
    ["a clock an hour behind", "2026-11-24T08:29:50Z", "2026-11-24T08:30:00Z", "2026-11-24T09:29:50.000Z"],
    ["a clock a day ahead", "2026-11-25T09:29:00Z", "2026-11-25T09:30:00Z", "2026-11-24T09:29:00.000Z"],
    ["a clock that is right", "2026-11-24T09:29:59.5Z", "2026-11-24T09:29:59.9Z", "2026-11-24T09:29:59.5Z"],
    ["no sentAt", "2020-01-01T00:00:00Z", undefined, "2020-01-01T00:00:00Z"],
    ["a sentAt that is none", "2020-01-01T00:00:00Z", "soon", "2020-01-01T00:00:00Z"],
    ["a leap second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:58Z", "2016-12-31T23:59:60Z"],
    ["no time", undefined, "2026-11-24T08:30:00Z", undefined],
    ["a time that is none", "yesterday", "2026-11-24T08:30:00Z", undefined],
  ])("corrects the time by what the sender's clock is off: %s", (_what, timestamp, sentAt, time) => {
    expect(events({ event: "x", timestamp, sentAt }, "track")[0]?.time).toBe(time);
  });

  it("takes what clients are careless about", () => {
    const long = "m".repeat(300);
    const [one] = events({ event: "  Padded ", userId: "", anonymousId: " a ", messageId: long }, "track");
    expect(one).toMatchObject({ type: "Padded", subject: "a", id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(events({ event: "x", messageId: long }, "track")[0]?.id).toBe(one?.id);
    expect(events({ event: "Überweisung ✓", userId: "u" }, "track")[0]?.type).toBe("Überweisung ✓");
    expect(events({ event: "x", properties: { a: "\u0000" } }, "track")[0]?.data).toEqual({
      properties: { a: "\uFFFD" },
    });
  });

  it("names each place as the sender knows it, and takes nothing of such a batch", () => {
    const batch = [
      1,
      { type: "trak" },
      { type: "track" },
      { type: "track", event: "throughline.started" },
      { type: "track", event: "hook.shop" },
      { type: "page", userId: "u".repeat(300) },
      { type: "track", event: "x".repeat(257) },
      { type: "page", userId: "fine" },
    ];
    expect(faults({ batch })).toEqual([
      ["not-valid", "/batch/0"],
      ["not-valid", "/batch/1/type"],
      ["not-valid", "/batch/2/event"],
      ["not-valid", "/batch/3/event"],
      ["not-valid", "/batch/4/event"],
      ["not-valid", "/batch/5/userId"],
      ["not-valid", "/batch/6/event"],
    ]);
  });

  it("refuses what is no call, no batch, or too much", () => {
    expect(faults([])).toEqual([["not-valid", ""]]);
    expect(faults({})).toEqual([["not-valid", ""]]);
    expect(faults({ batch: Array.from({ length: 1_001 }, () => ({ type: "page" })) })).toEqual([
      ["too-many", ""],
    ]);
    const keys = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, 1]));
    expect(faults({ batch: [{ type: "page" }, { type: "page", properties: keys }] })).toEqual([
      ["too-complex", "/batch/1"],
    ]);
  });

  it("lets a key speak for its sources only", () => {
    const got = read({ event: "x" }, "track", ["shop"]);
    expect(got).toMatchObject({ kind: "refused", faults: [{ code: "foreign-source", path: "/source" }] });
  });
});
