import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readBody } from "./body.ts";

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
