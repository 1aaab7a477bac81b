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
const link = async (at = api) => {
  const made = await request(at.url)
    .post("/internal/sign-in-link")
    .set("authorization", `Bearer ${at.adminKey}`);
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

  it("notes the address it came from, whatever the caller says of himself", async () => {
    await request(api.url)
      .post("/api/auth/sign-in/email")
      .set({ origin, "x-throughline-caller": "198.51.100.66" })
      .send({ email: "ana@example.com", password: "correct horse battery" })
      .expect(200);
    const [newest] = await api.sql`select ip_address from session order by created_at desc limit 1`;
    expect(newest).toEqual({ ip_address: "127.0.0.1" });
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

  it("says in a sentence what is wrong", async () => {
    const answer = await signIn("wrong wrong wrong");
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.body).toMatchObject({
      status: 401,
      detail: "Cannot sign in: the e-mail address or the password is not right",
    });
    const empty = await request(api.url).post("/api/auth/sign-in/email").set("origin", origin).send({});
    expect([empty.status, empty.body.detail]).toEqual([400, expect.stringMatching(/^Cannot sign in: /)]);
    const foreign = await request(api.url)
      .post("/api/auth/sign-in/email")
      .set("origin", "https://evil.example")
      .send({ email: "ana@example.com", password: "correct horse battery" });
    expect([foreign.status, foreign.body.status]).toEqual([403, 403]);
  });

  it("reads no more than 64 KB from somebody who is not signed in, chunked or not", async () => {
    const large = JSON.stringify({ email: "ana@example.com", password: "x".repeat(70_000) });
    const whole = await request(api.url)
      .post("/api/auth/sign-in/email")
      .set({ origin, "content-type": "application/json" })
      .send(large);
    expect([whole.status, whole.body.status]).toEqual([413, 413]);
    const answer = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: new Blob([large]).stream(),
      duplex: "half",
    });
    expect(answer.status).toBe(413);
  });

  it("keeps a session alive while it is used", async () => {
    const cookie = cookieOf(await signIn());
    expect((await request(api.url).get("/api/me").set({ cookie })).get("Set-Cookie")).toBeUndefined();
    await api.sql`update session set expires_at = now() + interval '12 days'`;
    const renewed = await request(api.url).get("/api/me").set({ cookie });
    expect(renewed.get("Set-Cookie")?.join()).toMatch(/session_token=.*Max-Age=1209600/);
    const [row] = await api.sql`select max(expires_at) > now() + interval '13 days' as later from session`;
    expect(row?.["later"]).toBe(true);
  });

  it("opens nothing else of the sign-in service", async () => {
    const admin = cookieOf(await request(api.url).post(await link()));
    for (const path of ["/admin/create-user", "/admin/impersonate-user", "//admin/list-users", "/ok"]) {
      const answer = await request(api.url)
        .post(`/api/auth${path}`)
        .set({ cookie: admin, origin })
        .send({ name: "Bo", email: "bo@example.com", password: "a long password" });
      expect([path, answer.status]).toEqual([path, 404]);
    }
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

  it("notes the address it was taken from, whatever the caller says of himself", async () => {
    const proxied = await startApi({ PUBLIC_URL: origin, TRUST_PROXY: "1" });
    try {
      for (const [at, expected] of [
        [api, "127.0.0.1"],
        [proxied, "203.0.113.5"],
      ] as const) {
        const answer = await request(at.url)
          .post(await link(at))
          .set({ "x-throughline-caller": "198.51.100.66", "x-forwarded-for": "198.51.100.66, 203.0.113.5" });
        expect(answer.status).toBe(303);
        const [newest] = await at.sql`select ip_address from session order by created_at desc limit 1`;
        expect(newest).toEqual({ ip_address: expected });
      }
    } finally {
      await proxied.close();
    }
  });

  it("does not let a disabled owner in", async () => {
    const path = await link();
    await api.sql`update "user" set banned = true where id = 'local-owner'`;
    const answer = await request(api.url).post(path);
    expect([answer.status, answer.get("Set-Cookie")]).toEqual([410, undefined]);
    await api.sql`update "user" set banned = false where id = 'local-owner'`;
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
