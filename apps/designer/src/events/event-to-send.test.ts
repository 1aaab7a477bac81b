import { expect, it } from "vitest";
import { curlCommand, eventToSend, firstEvent, sampleData } from "./event-to-send.ts";

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

it("a test event begins as events were seen: the type that is looked at, or the newest that somebody sends", () => {
  const types = [
    {
      type: "lesson.missed",
      lastSeenAt: "2026-01-01T00:00:00Z",
      fields: [
        { path: "event.data.pupil", sample: null },
        { path: "event.data.pupil.name", sample: "Ada" },
        { path: "event.data.hours", sample: 2 },
      ],
    },
    { type: "email.clicked", lastSeenAt: "2026-01-02T00:00:00Z", fields: [] },
    { type: "cart.updated", lastSeenAt: null, fields: [] },
  ];
  expect(firstEvent(types, undefined)).toEqual({
    type: "lesson.missed",
    subject: "customer-1",
    data: JSON.stringify({ pupil: { name: "Ada" }, hours: 2 }, null, 2),
  });
  expect(firstEvent(types, "cart.updated")).toMatchObject({ type: "cart.updated", data: "" });
  expect(firstEvent([], undefined)).toMatchObject({ type: "", data: "" });
  expect(sampleData(types, "gone")).toBe("");
});
