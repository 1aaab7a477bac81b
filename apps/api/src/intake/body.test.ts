import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProblemError } from "../http/problem.ts";
import { parseJson, readBody } from "./body.ts";
import { scanJson } from "./scan-json.ts";

const parse = (text: string) => parseJson(Buffer.from(text));

function problemOf(act: () => unknown): ProblemError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("expected a problem, it was taken");
}

describe("parseJson()", () => {
  it.each([
    ['{"a":1', 400],
    ["", 400],
    ["NaN", 400],
    ["'a'", 400],
    ["[1,]", 400],
    ['{"a":"\u0001"}', 400],
    ['"\\u0000"', 422],
    ['{"\\u0000":1}', 422],
    ["1e400", 422],
    ['{"a":[-1E999]}', 422],
    ["9".repeat(400), 422],
    ["[".repeat(65) + "]".repeat(65), 422],
    ["[".repeat(1_000_000), 422],
    [`{${Array.from({ length: 10_001 }, (_, i) => `"k${i}":1`).join(",")}}`, 422],
    [`{"${"k".repeat(257)}":1}`, 422],
  ])("refuses %.30j with %i", (text, status) => {
    expect(problemOf(() => parse(text)).status).toBe(status);
  });

  it("names the place of a character that cannot be stored", () => {
    expect(problemOf(() => parse('{"a":[1,{"b/c":"x\\u0000"}]}')).problems).toEqual([
      { path: "/a/1/b~1c", message: "holds the character U+0000, which cannot be stored" },
    ]);
  });

  it("refuses bytes that are not UTF-8 and takes a byte order mark", () => {
    expect(problemOf(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400);
    expect(problemOf(() => parseJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).status).toBe(400);
    expect(parseJson(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toBe(1);
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
        expect(parse(text)).toEqual(JSON.parse(text.toWellFormed()));
      }),
    );
  });
});

describe("readBody()", () => {
  const request = (bytes: Buffer, headers: Record<string, string> = {}) =>
    Object.assign(Readable.from([bytes]), { headers }) as unknown as IncomingMessage;
  const body = Buffer.from(JSON.stringify({ hello: "world" }));

  it.each([
    ["gzip", gzipSync(body)],
    ["deflate", deflateSync(body)],
    ["br", brotliCompressSync(body)],
    ["identity", body],
  ])("reads %s", async (encoding, bytes) => {
    expect(await readBody(request(bytes, { "content-encoding": encoding }), 1000)).toEqual(body);
  });

  it("counts after inflation", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(50_000);
    await expect(readBody(request(bomb, { "content-encoding": "gzip" }), 1_000_000)).rejects.toMatchObject({
      status: 413,
    });
  });

  it("refuses what is declared too large before it is read", async () => {
    await expect(readBody(request(body, { "content-length": "5000000" }), 1000)).rejects.toMatchObject({
      status: 413,
    });
  });

  it.each([
    ["gzip, gzip", 415],
    ["zstd", 415],
    ["constructor", 415],
    ["gzip", 400],
  ])("refuses %s with %i", async (encoding, status) => {
    await expect(readBody(request(body, { "content-encoding": encoding }), 1000)).rejects.toMatchObject({
      status,
    });
  });
});
