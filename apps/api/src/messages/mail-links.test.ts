import { randomBytes } from "node:crypto";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "../http/bearer.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

async function addLink(kind: "link" | "unsubscribe", url: string | null = null): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await api.sql`insert into mail_link (token_hash, kind, key, run, step, subject, address, url, label)
    values (${hashToken(token)}, ${kind}, 'k', 'cart.run1', 'offer.1', 's-1', 'Ana@Example.com', ${url}, 'shop')`;
  return token;
}
const clicks = () => api.sql`select source, subject, data from event where type = 'email.clicked'`;

describe("GET /c/{token}", () => {
  it("writes one click for the link and leads on, however often it is followed", async () => {
    const token = await addLink("link", "https://shop.example/cart?id=1");
    for (let i = 0; i < 2; i++) {
      const answer = await request(api.url).get(`/c/${token}`);
      expect([answer.status, answer.headers["location"]]).toEqual([302, "https://shop.example/cart?id=1"]);
    }
    expect(await clicks()).toMatchObject([
      {
        source: "throughline/mail",
        subject: "s-1",
        data: { run: "cart.run1", step: "offer.1", url: "https://shop.example/cart?id=1", label: "shop" },
      },
    ]);
  });

  it("does not count a program that looks ahead", async () => {
    const before = (await clicks()).length;
    expect((await request(api.url).head(`/c/${await addLink("link", "https://shop.example/")}`)).status).toBe(
      302,
    );
    expect(await clicks()).toHaveLength(before);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"])(
    "does not lead to %s",
    async (url) => {
      expect((await request(api.url).get(`/c/${await addLink("link", url)}`)).status).toBe(404);
    },
  );

  it("knows only its own tokens", async () => {
    expect((await request(api.url).get("/c/nothing")).status).toBe(404);
    expect((await request(api.url).get(`/c/${await addLink("unsubscribe")}`)).status).toBe(404);
  });
});

describe("/u/{token}", () => {
  it("asks before it acts, and suppresses the address on POST", async () => {
    const token = await addLink("unsubscribe");
    const page = await request(api.url).get(`/u/${token}`);
    expect(page.text).toContain('<form method="post">');
    expect(await api.sql`select 1 from suppression`).toHaveLength(0);
    for (let i = 0; i < 2; i++) {
      const done = await request(api.url).post(`/u/${token}`).type("form").send("List-Unsubscribe=One-Click");
      expect(done.status).toBe(200);
    }
    const by = { authorization: `Bearer ${api.adminKey}` };
    expect((await request(api.url).get("/api/suppressions").set(by)).body.items).toMatchObject([
      { address: "ana@example.com", reason: "unsubscribed", run: "cart.run1" },
    ]);
    await request(api.url).delete("/api/suppressions/ana%40example.com").set(by).expect(204);
    expect((await request(api.url).delete("/api/suppressions/ana%40example.com").set(by)).status).toBe(404);
  });

  it("knows only its own tokens", async () => {
    expect((await request(api.url).post("/u/nothing")).status).toBe(404);
    expect((await request(api.url).post(`/u/${await addLink("link", "https://shop.example/")}`)).status).toBe(
      404,
    );
  });
});
