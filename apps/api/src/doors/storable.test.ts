// What the way in lets through, the database takes: else one value would refuse a group of requests that others share.
import type { Json } from "@throughline/flow";
import { OWN, makeEvent, readEvents } from "@throughline/intake";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

/** Any text, what Postgres cannot keep among it. */
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
  fc.constantFrom("\u0000", "\ud800", "a"),
);
const number = fc.constantFrom(
  "1e400",
  "-1e-400",
  "1e308",
  "0.1",
  "9".repeat(400),
  "123456789012345678901234567890",
);
const data = fc.oneof(
  fc.jsonValue({ stringUnit: "binary" }).map((value) => JSON.stringify(value)),
  number,
  number.map((one) => `{"a":[${one}]}`),
  text.map((one) => JSON.stringify({ [one]: one })),
);
const sender = { source: "shop", sources: [], idempotencyKey: undefined };

it("stores every event that is taken, read or made", { timeout: 60_000 }, async () => {
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(text, text, data, async (id, subject, json) => {
      const body = `{"type":"t","id":${JSON.stringify(id)},"subject":${JSON.stringify(subject)},"data":${json}}`;
      const value = JSON.parse(json) as Json; // the text of one
      for (const read of [
        readEvents(Buffer.from(body), "plain", sender),
        makeEvent({ id, subject, source: "throughline/test", type: "t", data: value }, OWN),
      ]) {
        if (read.kind === "refused") continue;
        expect(await api.deps.intake.take(read)).toMatchObject({ kind: "accepted" });
        stored += 1;
      }
    }),
    { numRuns: 300 },
  );
  expect(stored).toBeGreaterThan(100);
});
