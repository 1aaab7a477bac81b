import { describe, expect, it } from "vitest";
import { readAnswer } from "./read-answer.ts";

const read = (body: string | Buffer, type?: string) => {
  const bytes = Buffer.from(body);
  return readAnswer({
    status: 200,
    headers: type === undefined ? {} : { "content-type": type },
    body: bytes,
    bytes: bytes.length,
    cut: null,
  });
};

describe("readAnswer()", () => {
  it.each([
    ['{"id":1}', "application/json", { id: 1 }],
    ['{"id":1}', "application/problem+json; charset=utf-8", { id: 1 }],
    ['{"id":1}', undefined, { id: 1 }],
    ['\uFEFF{"id":1}', "application/json", { id: 1 }],
    // What it says is not what it is.
    ['{"id":1}', "text/html", { id: 1 }],
    ['{"id":1}', "application/octet-stream", { id: 1 }],
    ["<p>no</p>", "application/json", "<p>no</p>"],
    ["ok", "application/json", "ok"],
    ["[draft] hello", "text/plain", "[draft] hello"],
    ['{"a":1}\n{"a":2}', "application/x-ndjson", '{"a":1}\n{"a":2}'],
    ["12", "text/plain", "12"],
    // Digits, and what Postgres does not keep.
    ['{"id":9007199254740993,"p":1.10}', "application/json", { id: "9007199254740993", p: 1.1 }],
    ['{"a\\u0000":"b\\u0000\\ud800"}', "application/json", { "a\uFFFD": "b\uFFFD\uFFFD" }],
    ["u\u0308", "text/plain", "ü"],
    ["", "application/json", null],
    ["", undefined, null],
  ])("%j as %s is %j", (body, type, value) => expect(read(body, type)).toEqual({ body: value, cut: null }));

  it("reads text in its own charset, and what is none of it with marks", () => {
    const latin = Buffer.from("Grüße", "latin1");
    expect(read(latin, "text/plain; charset=iso-8859-1").body).toBe("Grüße");
    expect(read(latin, "text/plain; charset=no-such").body).toBe("Gr\uFFFD\uFFFDe");
    expect(read(Buffer.from([0x7b, 0xff, 0x7d]), "application/json").body).toBe("{\uFFFD}");
  });

  it("keeps nothing of pictures and other bytes, and says what they were", () => {
    const png = Buffer.from("89504e470d0a1a0a0000ffd8", "hex");
    expect(read(png, "image/png")).toEqual({
      body: null,
      cut: "The answer is no text (image/png, 12 bytes), so nothing of it is kept.",
    });
    expect(read("plain after all", "application/octet-stream").body).toBe("plain after all");
  });

  it("keeps JSON that is nested deeper than anybody walks as its text", () => {
    for (const depth of [65, 100_000]) {
      const deep = "[".repeat(depth) + "]".repeat(depth);
      expect(read(deep, "application/json")).toEqual({
        body: deep,
        cut: expect.stringContaining("deeper than 64 levels") as string,
      });
    }
    const fine = `${"[".repeat(64)}"${"[".repeat(90)}"${"]".repeat(64)}`;
    expect(read(fine, "application/json").cut).toBeNull();
  });

  it.each([
    ["too-large", "of which 1 MB is read"],
    ["broken", "broke off or was too slow after 4 bytes"],
    ["encoding", "cannot be unpacked (content-encoding x)"],
    ["redirect", "sends to /there"],
  ] as const)("says of a %s answer why it is not whole", (cut, words) => {
    const headers = { "content-encoding": "x", location: "/there" };
    const answer = readAnswer({ status: 201, headers, body: Buffer.from('{"a"'), bytes: 4, cut });
    expect(answer).toEqual({ body: '{"a"', cut: expect.stringContaining(words) as string });
  });
});
