import { expect, it } from "vitest";
import { curlCommand, eventToSend } from "./event-to-send.ts";

it("reads the fields, and leaves out what is empty", () => {
  expect(eventToSend({ type: " cart.updated ", subject: "c-1", data: '{"total": 1}' })).toEqual({
    ok: true,
    event: { type: "cart.updated", subject: "c-1", data: { total: 1 } },
  });
  expect(eventToSend({ type: "ping", subject: " ", data: "" })).toEqual({
    ok: true,
    event: { type: "ping" },
  });
});

it("names the field that cannot be sent", () => {
  expect(eventToSend({ type: "", subject: "c-1", data: "{}" })).toMatchObject({ ok: false, field: "type" });
  expect(eventToSend({ type: "ping", subject: "", data: "{" })).toMatchObject({ ok: false, field: "data" });
});

it("the command survives an apostrophe", () => {
  expect(curlCommand("http://x", { type: "ping", subject: "o'neil" })).toContain(
    String.raw`-d '{"type":"ping","subject":"o'\''neil"}'`,
  );
});
