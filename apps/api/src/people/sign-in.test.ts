import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
const origin = "http://throughline.test";
beforeAll(async () => {
  api = await startApi({ PUBLIC_URL: origin });
  await api.deps.people.addPerson({
    name: "Ana",
    email: "ana@example.com",
    password: "correct horse battery",
    role: "analyst",
  });
}, 60_000);
afterAll(() => api.close());

const cookieOf = (answer: request.Response) =>
  (answer.get("Set-Cookie") ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
const signIn = async (password = "correct horse battery") =>
  request(api.url)
    .post("/api/auth/sign-in/email")
    .set("origin", origin)
    .send({ email: "ana@example.com", password });
const link = async () => {
  const made = await request(api.url)
    .post("/internal/sign-in-link")
    .set("authorization", `Bearer ${api.adminKey}`);
  return new URL(made.body.url).pathname;
};

describe("signing in with a password", () => {
  it("works, says who one is, and ends with signing out", async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    expect(answer.get("Set-Cookie")?.join()).toMatch(/HttpOnly/);
    expect(answer.get("Set-Cookie")?.join()).toMatch(/SameSite=Lax/i);
    const cookie = cookieOf(answer);
    expect((await request(api.url).get("/api/me").set({ cookie })).body).toMatchObject({
      email: "ana@example.com",
      role: "analyst",
    });
    await request(api.url).post("/api/auth/sign-out").set({ cookie, origin }).expect(200);
    expect((await request(api.url).get("/api/me").set({ cookie })).status).toBe(401);
  });

  it("refuses a wrong password, and nobody signs up alone", async () => {
    expect((await signIn("wrong wrong wrong")).status).toBe(401);
    const up = await request(api.url)
      .post("/api/auth/sign-up/email")
      .set("origin", origin)
      .send({ name: "Eve", email: "eve@example.com", password: "a long password" });
    expect(up.status).toBeGreaterThanOrEqual(400);
    expect(await api.sql`select 1 from "user" where email = 'eve@example.com'`).toHaveLength(0);
  });

  it("lets only admins add people", async () => {
    const cookie = cookieOf(await signIn());
    const add = (by: string) =>
      request(api.url)
        .post("/api/auth/admin/create-user")
        .set({ cookie: by, origin })
        .send({ name: "Bo", email: "bo@example.com", password: "a long password", role: "operator" });
    expect((await add(cookie)).status).toBe(403);
    const owner = cookieOf(await request(api.url).post(await link()));
    expect((await add(owner)).status).toBe(200);
    expect(await api.sql`select role from "user" where email = 'bo@example.com'`).toMatchObject([
      { role: "operator" },
    ]);
  });
});

describe("the one-time link", () => {
  it("signs the local owner in as admin, once", async () => {
    const path = await link();
    const answer = await request(api.url).post(path);
    expect([answer.status, answer.headers["location"]]).toEqual([303, "/"]);
    const cookie = cookieOf(answer);
    expect((await request(api.url).get("/api/me").set({ cookie })).body).toMatchObject({
      role: "admin",
      name: "Local owner",
    });
    expect((await request(api.url).post(path)).status).toBe(410);
  });

  it("does nothing when a program fetches it ahead", async () => {
    const path = await link();
    const page = await request(api.url).get(path);
    expect(page.status).toBe(200);
    expect(page.get("Set-Cookie")).toBeUndefined();
    expect(page.text).not.toMatch(/<script>/);
    expect((await request(api.url).post(path)).status).toBe(303);
  });

  it("is stored as a hash and ends after 15 minutes", async () => {
    const path = await link();
    const token = path.split("/").at(-1) ?? "";
    const rows = await api.sql<
      { identifier: string }[]
    >`select identifier, expires_at < now() + interval '15 minutes 1 second' as soon from verification`;
    expect(rows.every((row) => !row.identifier.includes(token))).toBe(true);
    expect(rows.every((row) => "soon" in row && row.soon === true)).toBe(true);
    await api.sql`update verification set expires_at = now() - interval '1 second'`;
    expect((await request(api.url).post(path)).status).toBe(410);
  });

  it("is made for an admin key only", async () => {
    const make = async (key: string) =>
      (await request(api.url).post("/internal/sign-in-link").set("authorization", `Bearer ${key}`)).status;
    expect(await make(await api.keyOf("operator"))).toBe(403);
    expect(await make(api.writeKey)).toBe(401);
  });

  it("cannot be taken through the sign-in service itself", async () => {
    const token = (await link()).split("/").at(-1);
    const answer = await request(api.url)
      .post("/api/auth/throughline/sign-in-by-link")
      .set("origin", origin)
      .send({ token });
    expect(answer.status).toBe(404);
  });
});

describe("changes by cookie come from our own pages only", () => {
  it.each<[string, Record<string, string>, boolean]>([
    ["our page", { "sec-fetch-site": "same-origin", origin }, true],
    ["our page, an old browser", { origin }, true],
    [
      "our page under the name it was called by",
      { origin: "http://shop.test:99", host: "shop.test:99" },
      true,
    ],
    ["a browser that says same-origin only", { "sec-fetch-site": "same-origin" }, true],
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, false],
    [
      "a neighbour's subdomain",
      { "sec-fetch-site": "same-site", origin: "http://other.throughline.test" },
      false,
    ],
    ["another site, an old browser", { origin: "https://evil.example" }, false],
    ["a sandboxed frame", { origin: "null" }, false],
    [
      "a lie in one of two headers",
      { "sec-fetch-site": "same-origin", origin: "https://evil.example" },
      false,
    ],
    ["typed into the address bar", { "sec-fetch-site": "none" }, false],
    ["nothing said", {}, false],
    ["a name that starts like ours", { origin: `${origin}.evil.example` }, false],
  ])("%s", async (_what, headers, isTaken) => {
    const cookie = cookieOf(await request(api.url).post(await link()));
    const answer = await request(api.url)
      .patch("/api/subjects/s-1/profile")
      .set({ cookie, ...headers })
      .send({ attributes: { a: 1 } });
    expect(answer.status).toBe(isTaken ? 200 : 403);
    expect(
      (
        await request(api.url)
          .get("/api/me")
          .set({ cookie, ...headers })
      ).status,
    ).toBe(200);
  });

  it("and by key from anywhere", async () => {
    const answer = await request(api.url)
      .patch("/api/subjects/s-2/profile")
      .set({ authorization: `Bearer ${api.adminKey}`, origin: "https://else.example" })
      .send({ attributes: {} });
    expect(answer.status).toBe(200);
  });
});
