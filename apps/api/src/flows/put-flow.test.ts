import { emptyDocument } from "@throughline/flow";
import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const by = () => ({ authorization: `Bearer ${api.adminKey}` });
const put = (key: string, name: string, headers: Record<string, string> = {}) =>
  request(api.url)
    .put(`/api/flows/${key}`)
    .set({ ...by(), ...headers })
    .send({ document: emptyDocument(key, name) });
const sorted = (answers: readonly { readonly status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);
const get = (key: string) => request(api.url).get(`/api/flows/${key}`).set(by());

it("creates a flow, then changes it, and says which revision that is", async () => {
  const made = await put("upsert", "One");
  expect([made.status, made.headers["etag"], made.body.name]).toEqual([201, '"1"', "One"]);
  const changed = await put("upsert", "Two");
  expect([changed.status, changed.headers["etag"], changed.body.draft.name]).toEqual([200, '"2"', "Two"]);
  const read = await get("upsert");
  expect([read.headers["etag"], read.body.revision]).toEqual(['"2"', 2]);
});

it("leaves the revision where the same document lies already", async () => {
  await put("same", "Same").expect(201);
  const [before] = await api.sql`select updated_at from flow where key = 'same'`;
  const again = await put("same", "Same", { "if-match": '"1"' });
  expect([again.status, again.headers["etag"]]).toEqual([200, '"1"']);
  expect(await api.sql`select updated_at from flow where key = 'same'`).toEqual([before]);
});

it("changes nothing that is not as If-Match and If-None-Match say", async () => {
  const absent = await put("guarded", "Guarded", { "if-match": "*" });
  expect([absent.status, absent.body.type]).toEqual([412, "/problems/precondition-failed"]);
  expect((await get("guarded")).status).toBe(404);
  await put("guarded", "Guarded", { "if-none-match": "*" }).expect(201);
  const taken = await put("guarded", "Other", { "if-none-match": "*" });
  expect([taken.status, taken.headers["etag"]]).toEqual([412, '"1"']);
  const stale = await put("guarded", "Other", { "if-match": '"0"' });
  expect(stale.body.detail).toBe(
    'Cannot change flow "guarded": its draft is at revision 1, which is not what the request expects; read it again and send If-Match: "1"',
  );
  expect((await put("guarded", "Other", { "if-match": "1" })).status).toBe(400);
  expect((await get("guarded")).body.name).toBe("Guarded");
  await put("guarded", "Other", { "if-match": '"1"' }).expect(200);
});

it("lets one of many through that saw the same revision", async () => {
  await put("race", "Race").expect(201);
  const seen = await Promise.all(
    Array.from({ length: 8 }, (_, n) => put("race", `By ${n}`, { "if-match": '"1"' })),
  );
  expect(sorted(seen)).toEqual([200, ...Array<number>(7).fill(412)]);
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, n) => put("race-new", `By ${n}`, { "if-none-match": "*" })),
  );
  expect(sorted(made)).toEqual([201, ...Array<number>(7).fill(412)]);
  const any = await Promise.all(Array.from({ length: 8 }, (_, n) => put("race-any", `By ${n}`)));
  expect(sorted(any)).toEqual([...Array<number>(7).fill(200), 201]);
  expect((await get("race-any")).headers["etag"]).toBe('"8"');
});

it("takes over the key of a flow that was archived", async () => {
  await put("gone", "Gone").expect(201);
  await request(api.url).delete("/api/flows/gone").set(by()).expect(204);
  expect((await put("gone", "Back", { "if-match": '"1"' })).status).toBe(412);
  const back = await put("gone", "Back", { "if-none-match": "*" });
  expect([back.status, back.headers["etag"]]).toEqual([201, '"2"']);
});

it("lets the draft's own revision and the ETag go together", async () => {
  await put("both", "Both").expect(201);
  const saved = await request(api.url)
    .put("/api/flows/both/draft")
    .set(by())
    .send({ revision: 1, document: emptyDocument("both", "By the editor") });
  expect([saved.body.revision, saved.headers["etag"]]).toEqual([2, '"2"']);
  expect((await put("both", "By a program", { "if-match": '"1"' })).status).toBe(412);
});

it("refuses a document that is none, or of another flow", async () => {
  const wrong = await request(api.url)
    .put("/api/flows/wrong")
    .set(by())
    .send({ document: { key: "wrong" } });
  expect([wrong.status, wrong.body.problems[0].path]).toEqual([422, expect.stringMatching(/^\/document\//)]);
  const other = await request(api.url)
    .put("/api/flows/wrong")
    .set(by())
    .send({ document: emptyDocument("other", "Other") });
  expect([other.status, other.body.problems]).toEqual([
    422,
    [{ path: "/document/key", message: 'must be "wrong"' }],
  ]);
  expect((await put("Not a key", "x")).status).toBe(400);
});
