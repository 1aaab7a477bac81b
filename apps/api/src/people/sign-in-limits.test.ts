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

const signIn = async (email: string, tried: string | undefined, address: string, at = api) =>
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

  it("for an account are held back where they come from, however it is spelled, and its owner still gets in", async () => {
    for (let i = 0; i < 10; i++)
      await signIn(i % 2 === 0 ? "bo@example.com" : "BO@Example.com", "wrong", "198.51.100.1");
    const held = await signIn("bo@example.com", password, "198.51.100.1");
    expect([held.status, held.body.detail]).toEqual([
      429,
      expect.stringContaining("for this account from this address"),
    ]);
    expect((await signIn("bo@example.com", password, "198.51.100.77")).status).toBe(200);
  });

  it("for an account are held back everywhere when very many addresses try it", async () => {
    // Without a password it fails too, and costs no hashing.
    const tryFrom = (address: string) => signIn("dee@example.com", undefined, address);
    for (let i = 0; i < 100; i++) await tryFrom(`198.51.100.${100 + (i % 20)}`);
    const held = await tryFrom("198.51.100.99");
    expect([held.status, held.body.detail]).toEqual([
      429,
      expect.stringMatching(/too many tries for this account, wait/),
    ]);
  });

  it("from one IPv6 network are counted together", async () => {
    for (let i = 0; i < 30; i++) await signIn(`no address ${i}`, "wrong", `2001:db8:0:1::${i + 1}`);
    expect((await signIn("cy@example.com", password, "2001:db8:0:1:ffff::9")).status).toBe(429);
    expect((await signIn("cy@example.com", password, "2001:db8:0:2::1")).status).toBe(200);
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
