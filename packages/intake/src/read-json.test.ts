import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "./read-json.ts";
import { scanJson } from "./scan-json.ts";

function parse(text: string) {
  const read = readJson(Buffer.from(text));
  if (read.kind === "refused") throw new Error(`expected a value: ${read.message}`);
  return read.value;
}

function faultsOf(bytes: Buffer) {
  const read = readJson(bytes);
  if (read.kind === "refused") return read.faults;
  throw new Error("expected a refusal, it was taken");
}

describe("readJson()", () => {
  it.each([
    ['{"a":1', "not-json"],
    ["", "not-json"],
    ["NaN", "not-json"],
    ["'a'", "not-json"],
    ["[1,]", "not-json"],
    ['{"a":"\u0001"}', "not-json"],
    ['"\\u0000"', "not-storable"],
    ['{"\\u0000":1}', "not-storable"],
    ["[".repeat(65) + "]".repeat(65), "too-complex"],
    ["[".repeat(1_000_000), "too-complex"],
    [`{${Array.from({ length: 10_001 }, (_, i) => `"k${i}":1`).join(",")}}`, "too-complex"],
    [`{"${"k".repeat(257)}":1}`, "too-complex"],
  ])("refuses %.30j as %s", (text, code) => {
    expect(faultsOf(Buffer.from(text))).toEqual([expect.objectContaining({ code })]);
  });

  it("keeps the digits of a number that a double would round", () => {
    expect(parse('{"id":820982911946154508,"n":[1e400,1.0,1e3],"t":"1e400"}')).toEqual({
      id: "820982911946154508",
      n: ["1e400", 1, 1000],
      t: "1e400",
    });
  });

  it("composes texts and names, typed or escaped", () => {
    for (const [e, escaped] of [
      ["e\u0301", "e\\u0301"],
      ["\u00e9", "\\u00e9"],
    ])
      for (const typed of [e, escaped])
        expect(parse(`{"Jos${typed}":["${typed}","\\n\u0303"]}`)).toEqual({
          "Jos\u00e9": ["\u00e9", "\n\u0303"],
        });
  });

  it("names the place of a character that cannot be stored", () => {
    expect(faultsOf(Buffer.from('{"a":[1,{"b/c":"x\\u0000"}]}'))).toEqual([
      {
        code: "not-storable",
        path: "/a/1/b~1c",
        message: "holds the character U+0000, which cannot be stored",
      },
    ]);
  });

  it("refuses bytes that are not UTF-8 and takes a byte order mark", () => {
    expect(faultsOf(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject([{ code: "not-utf8" }]);
    expect(faultsOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toMatchObject([{ code: "not-utf8" }]);
    expect(readJson(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toEqual({ kind: "json", value: 1 });
  });

  it("makes lone surrogates storable and keeps whole ones", () => {
    expect(parse('"a\\ud800b \\ud83d\\ude00"')).toBe("a\uFFFDb 😀");
  });

  it("keeps what looks dangerous but is plain data", () => {
    expect(Object.hasOwn(parse('{"__proto__":{"x":1}}') as object, "__proto__")).toBe(true);
    expect(parse('{"a":"\\"}{[","e":1e2,"t":true}')).toEqual({ a: '"}{[', e: 100, t: true });
    expect(parse("[".repeat(64) + "]".repeat(64))).toBeDefined();
  });

  it("gives back every storable JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("\\u0000") && scanJson(text).ok);
        expect(parse(text)).toEqual(JSON.parse(text.toWellFormed().normalize("NFC")));
      }),
    );
  });
});
