import { describe, expect, it } from "vitest";
import { DOCUMENT_LIMITS, EVENTS_LIMITS, scanJson } from "./scan-json.ts";

const keys = (count: number) => `{${Array.from({ length: count }, () => '"k":1').join(",")}}`;

describe("scanJson()", () => {
  it("counts the whole of a list unless its items count each", () => {
    const list = `[${keys(6_000)}, ${keys(6_000)}]`;
    expect(scanJson(list)).toEqual({ ok: false, reason: "more than 10000 keys", item: null });
    expect(scanJson(list, EVENTS_LIMITS)).toMatchObject({ ok: true });
    expect(
      scanJson(` ${list.replace("]", `,[{"a":[1,2]},3],"a,b",${keys(10_001)}]`)}`, EVENTS_LIMITS),
    ).toEqual({
      ok: false,
      reason: "more than 10000 keys",
      item: 4,
    });
  });

  it("takes a flow of 2,000 nodes with a hundred keys each", () => {
    expect(scanJson(keys(200_000), DOCUMENT_LIMITS)).toMatchObject({ ok: true });
    expect(scanJson(keys(200_001), DOCUMENT_LIMITS)).toMatchObject({ ok: false });
  });
});
