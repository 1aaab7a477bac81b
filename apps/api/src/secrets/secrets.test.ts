import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const by = () => ({ authorization: `Bearer ${api.adminKey}` });
const get = (path: string) => request(api.url).get(path).set(by());
const put = (path: string, body: object) => request(api.url).put(path).set(by()).send(body);
const remove = (path: string) => request(api.url).delete(path).set(by());

describe("what is secret never comes back", () => {
  const canaries = ["canary-secret-value-1", "canary-hook-secret-22"];

  it("keeps values sealed and out of every answer and table", async () => {
    await put("/api/secrets/mail-key", { value: canaries[0], hosts: ["api.mail.example"] }).expect(200);
    expect((await put("/api/secrets/mail-key", { value: canaries[0] })).body).toMatchObject({
      name: "mail-key",
      version: 2,
      hosts: ["api.mail.example"],
    });
    await put("/api/hooks/shop", {
      name: "Shop",
      secret: canaries[1],
      scheme: { kind: "hmac", header: "X-S", algorithm: "sha256", encoding: "hex" },
    }).expect(200);
    const answers = await Promise.all(
      ["/api/secrets", "/api/hooks", "/api/audit", "/api/keys", "/statusz", "/metrics"].map((path) =>
        get(path),
      ),
    );
    const tables = await Promise.all(
      ["secret", "hook", "audit", "api_key", "secret_key_check"].map(
        (table) => api.sql`select to_jsonb(t)::text as row from ${api.sql(table)} t`,
      ),
    );
    const everything = JSON.stringify([answers.map((answer) => answer.text), tables]);
    for (const canary of [...canaries, api.adminKey, api.writeKey]) expect(everything).not.toContain(canary);
    await remove("/api/secrets/mail-key").expect(204);
    expect((await remove("/api/secrets/mail-key")).status).toBe(404);
  });

  it.each([
    ["no hosts", {}, "/hosts"],
    ["an empty list of hosts", { hosts: [] }, "/hosts"],
    ["an address in place of a host", { hosts: ["https://api.example.com/"] }, "/hosts/0"],
    ["a host with a port", { hosts: ["api.example.com", "api.example.com:8443"] }, "/hosts/1"],
  ])("refuses a new secret with %s, which could be sent nowhere", async (_what, hosts, path) => {
    const answer = await put("/api/secrets/nowhere", { value: "some value", ...hosts });
    expect([answer.status, answer.body.problems?.[0]?.path]).toEqual([422, path]);
    expect((await remove("/api/secrets/nowhere")).status).toBe(404);
  });

  it("takes a host in any spelling of its letters", async () => {
    const answer = await put("/api/secrets/spelled", { value: "v", hosts: ["API.Example.com", "[::1]"] });
    expect(answer.body.hosts).toEqual(["api.example.com", "[::1]"]);
  });
});
