import type { Json } from "@throughline/flow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventForm, Sender } from "./read-events.ts";
import { readBinaryEvent, readEvents } from "./read-events.ts";

const sender: Sender = { source: "shop", sources: [], idempotencyKey: undefined };
const read = (value: Json, form: EventForm = "plain", from: Sender = sender) =>
  readEvents(Buffer.from(JSON.stringify(value)), form, from);
const form = fc.constantFrom<EventForm>("plain", "structured", "batch");

describe("readEvents()", () => {
  it("gives events or a refusal with a path for any bytes, and never throws", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.json({ noUnicodeString: false }).map((text) => Buffer.from(text)),
      almostEvents.map((value) => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(bytes, form, (body, how) => {
        const result = readEvents(body, how, sender);
        if (result.kind === "events") {
          expect(result.events.every(({ id, type }) => id.length > 0 && type.length > 0)).toBe(true);
          return;
        }
        expect(result.message).toMatch(/^Cannot (?:read|take) .+/);
        expect(result.faults.length).toBeGreaterThan(0);
        for (const { path, message } of result.faults) {
          expect(path).toMatch(/^(?:\/|$)/);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads one plain event, a list of them, and a CloudEvent among them", () => {
    expect(read({ type: "ping", id: "1" })).toMatchObject({ isList: false, events: [{ source: "shop" }] });
    const list = [{ type: "ping" }, { specversion: "1.0", id: "2", source: "till", type: "pong" }];
    const result = read(list, "plain", { ...sender, idempotencyKey: "again" });
    expect(result).toMatchObject({ isList: true, events: [{ id: "again/0" }, { id: "2", source: "till" }] });
  });

  it.each<[string, Json, EventForm, { code: string; path: string }]>([
    ["a list where one is due", [], "structured", { code: "not-valid", path: "" }],
    ["one where a list is due", {}, "batch", { code: "not-valid", path: "" }],
    [
      "too many",
      Array.from({ length: 1_001 }, () => ({ type: "t" })),
      "plain",
      { code: "too-many", path: "" },
    ],
    ["a field of nobody", { type: "t", "a/b": 1 }, "plain", { code: "not-valid", path: "/a~1b" }],
    [
      "our source",
      [{ type: "t", source: "throughline/x" }],
      "plain",
      { code: "not-valid", path: "/0/source" },
    ],
    ["our type", { type: "throughline.started" }, "plain", { code: "not-valid", path: "/type" }],
    ["a hook's type", { type: "hook.shop" }, "plain", { code: "not-valid", path: "/type" }],
    [
      "data that cannot be stored",
      { type: "t", data: "\u0000" },
      "plain",
      { code: "not-storable", path: "/data" },
    ],
  ])("refuses %s and names its place", (_what, value, how, fault) => {
    expect(read(value, how)).toMatchObject({ kind: "refused", faults: [fault] });
  });

  it("lets a sender speak for its sources only", () => {
    const till: Sender = { ...sender, source: "till", sources: ["till"] };
    expect(read({ type: "t" }, "plain", till)).toMatchObject({ events: [{ source: "till" }] });
    expect(read([{ type: "t" }, { type: "t", source: "shop" }], "plain", till)).toMatchObject({
      faults: [{ code: "foreign-source", path: "/1/source" }],
    });
  });
});

describe("readBinaryEvent()", () => {
  it("gives an event or a refusal with a path for any attributes and body", () => {
    const name = fc.oneof(fc.constantFrom("id", "source", "type", "subject", "specversion"), fc.string());
    const attributes = fc.array(fc.tuple(name, fc.option(fc.string())));
    const media = fc.constantFrom("application/json", "text/plain", "image/png", undefined);
    fc.assert(
      fc.property(attributes, media, fc.uint8Array({ maxLength: 50 }), (given, contentType, bytes) => {
        const result = readBinaryEvent({ attributes: given, contentType, body: Buffer.from(bytes) }, sender);
        if (result.kind === "refused") expect(result.faults.length).toBeGreaterThan(0);
        else expect(result.events).toHaveLength(1);
      }),
    );
  });
});

/** Fields of the right names with values that are right now and then. */
const almostEvents: fc.Arbitrary<Json> = (() => {
  const text = fc.oneof(fc.constant("a"), fc.string({ unit: "binary" }));
  const field = fc.oneof(text, fc.jsonValue() as fc.Arbitrary<Json>); // JSON.parse of a text
  const event = fc.record(
    {
      specversion: fc.oneof(fc.constant("1.0"), field),
      id: field,
      source: field,
      type: field,
      subject: field,
      time: fc.oneof(fc.constant("2026-11-24T09:30:00Z"), field),
      data: field,
      data_base64: field,
      datacontenttype: field,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Json>; // every field is JSON
  return fc.oneof(event, fc.array(event, { maxLength: 3 }));
})();
