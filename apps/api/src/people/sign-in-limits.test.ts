import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const origin = "http://throughline.test";
const password = "correct horse battery";
let api: TestApi;
let direct: TestApi;
beforeAll(async () => {
  api = await startApi({ PUBLIC_URL: origin, TRUST_PROXY: "1" });
  direct = await startApi({ PUBLIC_URL: origin });
  for (const name of ["ana", "bo", "cy"]) {
    await api.deps.people.addPerson({ name, email: `${name}@example.com`, password, role: "viewer" });
  }
}, 60_000);
afterAll(() => Promise.all([api.close(), direct.close()]));

const signIn = async (email: string, tried: string, address: string, at = api) =>
  request(at.url)
    .post("/api/auth/sign-in/email")
    .set({ origin, "x-forwarded-for": address })
    .send({ email, password: tried });

describe("tries to sign in", () => {
  it("are counted by the address behind the proxy, not by the proxy's", async () => {
    for (let i = 0; i < 30; i++) await signIn(`no address ${i}`, "wrong", "203.0.113.1");
    const held = await signIn("ana@example.com", password, "203.0.113.1");
    expect(held.status).toBe(429);
    expect(held.headers["content-type"]).toContain("application/problem+json");
    expect(held.body.detail).toContain("from this address");
    expect((await signIn("ana@example.com", password, "203.0.113.2")).status).toBe(200);
  });

  it("are counted by the account, from wherever they come and however it is spelled", async () => {
    for (let i = 0; i < 10; i++)
      await signIn(i % 2 === 0 ? "bo@example.com" : "BO@Example.com", "wrong", `198.51.100.${i}`);
    const held = await signIn("bo@example.com", password, "198.51.100.77");
    expect([held.status, held.body.detail]).toEqual([429, expect.stringContaining("for this account")]);
  });

  it("that succeed do not count", async () => {
    for (let i = 0; i < 12; i++) {
      expect((await signIn("cy@example.com", password, "192.0.2.9")).status).toBe(200);
    }
  });

  it("are counted by the real address when no proxy is trusted, whatever the header says", async () => {
    for (let i = 0; i < 30; i++) await signIn(`no address ${i}`, "wrong", `203.0.113.${i}`, direct);
    expect((await signIn("nobody@example.com", "wrong", "203.0.113.200", direct)).status).toBe(429);
  });
});
