import { emptyDocument } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import builtIn from "../../../../../fixtures/cart-recovery/node-types.json" with { type: "json" };
import { ownEvent, readValues, startingTypes, writesTexts } from "./preview-values.ts";

const nodeTypes = builtIn as readonly NodeType[]; // what the API sends is JSON
const came = {
  event: "7",
  id: "e-1",
  source: "shop",
  type: "cart.left",
  subject: "ada",
  time: null,
  receivedAt: "2026-01-05T10:00:00Z",
  matchedAt: null,
  data: { total: 7 },
  ext: null,
};

describe("readValues()", () => {
  it("takes an event that came without what the list adds to it", () => {
    expect(readValues({ event: came, profile: "stored" })).toEqual({
      ok: true,
      values: {
        event: {
          id: "e-1",
          source: "shop",
          type: "cart.left",
          subject: "ada",
          time: null,
          receivedAt: "2026-01-05T10:00:00Z",
          data: { total: 7 },
        },
      },
    });
  });

  it("takes what a person typed, digit by digit, and says what is wrong with it", () => {
    const own = { own: '{"type":"t","data":{"id":9007199254740993}}' };
    expect(readValues({ event: own, profile: { own: '{"a":1}' } })).toEqual({
      ok: true,
      values: { event: { type: "t", data: { id: "9007199254740993" } }, profile: { a: 1 } },
    });
    for (const text of ["", "{", "[]", "7", '{"data":{}}', '{"type":""}', '{"type":3}'])
      expect(readValues({ event: { own: text }, profile: "stored" }), text).toMatchObject({ field: "event" });
    for (const text of ["", "[]", "null"])
      expect(readValues({ event: own, profile: { own: text } }), text).toMatchObject({ field: "profile" });
    expect(readValues({ event: { own: ownEvent([]) }, profile: { of: {} } })).toMatchObject({ ok: true });
  });
});

it("knows which events start a flow and which nodes write texts", () => {
  const node = (id: string, type: string, config: Record<string, string>) => ({
    id,
    type,
    typeVersion: 1,
    name: id,
    config,
    position: { x: 0, y: 0 },
  });
  const document = {
    ...emptyDocument("f", "F"),
    nodes: [
      node("a", "event-trigger", { type: "cart.left" }),
      node("b", "event-trigger", { type: "cart.left" }),
      node("c", "event-trigger", {}),
      node("d", "manual-trigger", {}),
    ],
  };
  const byKey = new Map(nodeTypes.map((one) => [`${one.type}@${one.version}`, one]));
  expect(startingTypes(document, byKey)).toEqual(["cart.left"]);
  const writing = nodeTypes.filter(writesTexts).map(({ type }) => type);
  expect(writing).toEqual(expect.arrayContaining(["send-email", "send-offer", "escalate-to-human"]));
  expect(writing).not.toContain("exit");
});
