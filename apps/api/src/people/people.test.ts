import request from "supertest";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const origin = "http://throughline.test";
let api: TestApi;
beforeAll(async () => {
  api = await startApi({ PUBLIC_URL: origin });
}, 60_000);
afterAll(() => api.close());

const by = () => ({ authorization: `Bearer ${api.adminKey}` });
const add = (email: string, more: object = {}) =>
  request(api.url)
    .post("/api/people")
    .set(by())
    .send({ name: "Bo", email, password: "a long password", role: "operator", ...more });
const change = (id: string, body: object, headers: Record<string, string> = by()) =>
  request(api.url).patch(`/api/people/${id}`).set(headers).send(body);
const signIn = (email: string, password = "a long password") =>
  request(api.url).post("/api/auth/sign-in/email").set("origin", origin).send({ email, password });
const cookieOf = (answer: request.Response) =>
  (answer.get("Set-Cookie") ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
const me = async (cookie: string) => request(api.url).get("/api/me").set({ cookie });

describe("people", () => {
  it("are added by an admin and sign in with the password they were given", async () => {
    const made = await add("bo@example.com");
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: "Bo",
        email: "bo@example.com",
        role: "operator",
        disabled: false,
        createdAt: expect.any(String),
      },
    ]);
    expect((await me(cookieOf(await signIn("bo@example.com")))).body).toMatchObject({ role: "operator" });
    const listed = await request(api.url).get("/api/people").set(by());
    expect(listed.body.items).toContainEqual(made.body);
    expect(listed.text).not.toContain("password");
  });

  it("have an e-mail address of their own, a long password and a role we know", async () => {
    await add("cy@example.com").expect(201);
    expect((await add("CY@example.com")).status).toBe(409);
    for (const wrong of [{ password: "short" }, { role: "king" }, { email: "no address" }]) {
      expect((await add("dee@example.com", wrong)).body.problems[0].path).toBe(`/${Object.keys(wrong)[0]}`);
    }
  });

  it("get another role at once, and are shut out when they are disabled", async () => {
    const { id } = (await add("eli@example.com", { role: "viewer" })).body;
    const cookie = cookieOf(await signIn("eli@example.com"));
    expect((await change(id, { role: "analyst" })).body.role).toBe("analyst");
    expect((await me(cookie)).body.role).toBe("analyst");
    expect((await change(id, { disabled: true })).body.disabled).toBe(true);
    expect((await me(cookie)).status).toBe(401);
    const out = await signIn("eli@example.com");
    expect([out.status, out.body.detail]).toEqual([
      403,
      "Cannot sign in: this account is disabled, ask an admin",
    ]);
    await change(id, { disabled: false }).expect(200);
    expect((await signIn("eli@example.com")).status).toBe(200);
  });

  it("get a new password from an admin, which ends their sessions", async () => {
    const { id } = (await add("fay@example.com")).body;
    const cookie = cookieOf(await signIn("fay@example.com"));
    await change(id, { password: "another long password" }).expect(200);
    expect((await me(cookie)).status).toBe(401);
    expect((await signIn("fay@example.com")).status).toBe(401);
    expect((await signIn("fay@example.com", "another long password")).status).toBe(200);
  });

  it("do not take their own rights away", async () => {
    await add("gus@example.com", { role: "admin" });
    const { id } = (await add("gil@example.com", { role: "admin" })).body;
    const cookie = cookieOf(await signIn("gil@example.com"));
    expect((await change(id, { role: "viewer" }, { cookie, origin })).status).toBe(409);
    expect((await change(id, { disabled: true }, { cookie, origin })).status).toBe(409);
    await change(id, { role: "viewer" }).expect(200);
    expect((await change("nobody", { role: "viewer" })).status).toBe(404);
  });

  it("are seen and changed by admins only, who sign in or send a key", async () => {
    const { id } = (await add("ida@example.com")).body;
    for (const role of ["viewer", "agent", "analyst", "operator", "admin"] as const) {
      await add(`${role}@example.com`, { role });
      const cookie = cookieOf(await signIn(`${role}@example.com`));
      const expected = role === "admin" ? 200 : 403;
      for (const headers of [{ cookie, origin }, { authorization: `Bearer ${await api.keyOf(role)}` }]) {
        expect([role, (await request(api.url).get("/api/people").set(headers)).status]).toEqual([
          role,
          expected,
        ]);
        expect([role, (await change(id, { role: "agent" }, headers)).status]).toEqual([role, expected]);
      }
    }
  });

  it("are signed out in every browser when they are disabled, and old sessions do not come back", async () => {
    const { id } = (await add("jo@example.com")).body;
    const cookies = [cookieOf(await signIn("jo@example.com")), cookieOf(await signIn("jo@example.com"))];
    await change(id, { disabled: true }).expect(200);
    await change(id, { disabled: false }).expect(200);
    for (const cookie of cookies) expect((await me(cookie)).status).toBe(401);
  });

  it("leave a trail: who was added, who was changed, and no password", async () => {
    const { id } = (await add("hal@example.com")).body;
    await change(id, { role: "admin", password: "a trail without it" }).expect(200);
    const { body, text } = await request(api.url).get("/api/audit").set(by());
    expect(body.items.slice(0, 2)).toMatchObject([
      { action: "changePerson", target: id, detail: { role: "admin", newPassword: true } },
      { action: "createPerson", detail: { id, role: "operator" } },
    ]);
    expect(text).not.toContain("a trail without it");
  });
});

describe("the last admin", () => {
  /** Two admins, each signed in, and no other. */
  async function twoAdmins(one: string, two: string) {
    await api.sql`update "user" set role = 'viewer' where role = 'admin'`;
    const made = [];
    for (const name of [one, two]) {
      const email = `${name}@example.com`;
      const { id } = (await add(email, { role: "admin" })).body as { id: string };
      made.push({ id, headers: { cookie: cookieOf(await signIn(email)), origin } });
    }
    return made;
  }

  it("stays, whoever asks", async () => {
    const [one, two] = await twoAdmins("kai", "lea");
    await change(two?.id ?? "", { disabled: true }, one?.headers).expect(200);
    const refused = await change(one?.id ?? "", { role: "viewer", password: "a password not taken" });
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringContaining("no admin would remain"),
    ]);
    expect((await signIn("kai@example.com")).status).toBe(200);
  });

  it("stays when two admins take each other's rights away at the same time", async () => {
    const [one, two] = await twoAdmins("mia", "noa");
    const ids = [one?.id ?? "", two?.id ?? ""];
    let answers: Promise<request.Response[]> = Promise.resolve([]);
    // Both requests are let in and wait for the rows, so that neither sees what the other does.
    await api.sql.begin(async (tx) => {
      await tx`select 1 from "user" where id = any(${ids}) for update`;
      answers = Promise.all([
        change(two?.id ?? "", { role: "viewer" }, one?.headers),
        change(one?.id ?? "", { disabled: true }, two?.headers),
      ]);
      await vi.waitFor(async () => {
        const waiting = await api.sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(2);
      });
    });
    expect((await answers).map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const left = await api.sql`select 1 from "user" where role = 'admin' and banned is not true`;
    expect(left).toHaveLength(1);
    const audited = await api.sql`select 1 from audit where action = 'changePerson' and target = any(${ids})`;
    expect(audited).toHaveLength(1);
  });
});
