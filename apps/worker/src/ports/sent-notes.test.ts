import { Secret } from "@throughline/nodes";
import { describe, expect, it } from "vitest";
import { createSentNotes, shortened, shownAddress, shownHeaders } from "./sent-notes.ts";

describe("createSentNotes()", () => {
  const config = { code: "X-{{ subject }}", list: ["X-{{ subject }}", 1], to: "a@b.c" };

  it("keeps nothing of a step that sent and rendered nothing", () => {
    expect(createSentNotes().toKeep(config, [])).toBeNull();
  });

  it("keeps what left, one thing or several", () => {
    const notes = createSentNotes();
    notes.note({ to: "a@b.c" });
    expect(notes.toKeep(config, [])).toEqual({ to: "a@b.c" });
    notes.note({ method: "GET" });
    expect(notes.toKeep(config, [])).toEqual([{ to: "a@b.c" }, { method: "GET" }]);
  });

  it("keeps the config as it came out where nothing left", () => {
    const notes = createSentNotes();
    notes.rendered("X-{{ subject }}", "X-ada");
    expect(notes.toKeep(config, [])).toEqual({ code: "X-ada", list: ["X-ada", 1], to: "a@b.c" });
  });

  it("keeps no secret, wherever a node put it", () => {
    const notes = createSentNotes();
    notes.note({ body: { token: "is s3cr3t-value" }, url: "https://x/?t=s3cr3t-value" });
    expect(JSON.stringify(notes.toKeep({}, [new Secret("s3cr3t-value")]))).not.toContain("s3cr3t");
  });
});

it("long texts are cut with a word, and the whole too", () => {
  const body = "ä".repeat(5000);
  expect(shortened({ body })).toEqual({ body: `${"ä".repeat(4000)}… (cut: 5000 characters in all)` });
  expect(JSON.stringify(shortened(Array.from({ length: 30 }, () => "x".repeat(3000))))).toMatch(
    /… \(cut: \d+ characters in all\)"$/,
  );
  expect(shortened(`${"x".repeat(3999)}😀${"y".repeat(10)}`)).toBe(
    `${"x".repeat(3999)}… (cut: 4011 characters in all)`,
  );
});

it("headers and addresses show nothing that lets somebody in", () => {
  const headers = {
    accept: "a/b",
    authorization: "Bearer abc",
    "X-Api-Key": "abc",
    "x-own": new Secret("abc"),
  };
  expect(shownHeaders(headers)).toEqual({
    accept: "a/b",
    authorization: "•••",
    "X-Api-Key": "•••",
    "x-own": "•••",
  });
  expect(shownAddress("https://ada:pw@x.example/a?token=abc&b=c#d")).toBe(
    "https://ada:•••@x.example/a?token=•••&b=c#d",
  );
  expect(shownAddress("https://x.example/a:b@c")).toBe("https://x.example/a:b@c");
});
