import type { Json } from "@throughline/flow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ON_BEHALF, OWN, makeEvent } from "./make-event.ts";

const fields = { id: "1", source: "throughline/test", type: "ping", data: null };

describe("makeEvent()", () => {
  it("may bear our source, and our type only where we speak ourselves", () => {
    const started = { ...fields, type: "throughline.started", subject: "ada" };
    expect(makeEvent(started, OWN)).toMatchObject({ kind: "events", events: [started] });
    expect(makeEvent(fields, ON_BEHALF)).toMatchObject({ kind: "events", isList: false });
    expect(makeEvent(started, ON_BEHALF)).toMatchObject({ faults: [{ code: "not-valid", path: "/type" }] });
  });

  it("makes any value storable or says where it is not", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (data, subject) => {
        const made = makeEvent({ ...fields, subject, data: data as Json }, OWN); // a JSON value
        if (made.kind === "refused") {
          expect(made.faults[0]?.path).toMatch(/^\/(?:data|subject)/);
          return;
        }
        const text = JSON.stringify(made.events[0]);
        expect(text.isWellFormed() && !text.includes("\\u0000")).toBe(true);
        expect(made.bytes).toBe(Buffer.byteLength(text));
      }),
      // Each of these is two characters in JSON.
      {
        examples: [
          [null, '"'.repeat(100)],
          [null, "\\".repeat(100)],
        ],
      },
    );
  });

  it("refuses what cannot be written, however it came about", () => {
    let deep: Json = null;
    for (let i = 0; i < 50_000; i++) deep = [deep];
    let nested: Json = null;
    for (let i = 0; i < 70; i++) nested = { a: nested };
    expect(makeEvent({ ...fields, data: deep }, OWN)).toMatchObject({ faults: [{ path: "/data" }] });
    expect(makeEvent({ ...fields, data: nested }, OWN)).toMatchObject({ faults: [{ code: "too-complex" }] });
    expect(makeEvent({ ...fields, data: { at: 1n as unknown as number } }, OWN)).toMatchObject({
      faults: [{ code: "not-storable", path: "/data" }],
    });
  });
});
