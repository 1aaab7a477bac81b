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

interface Link {
  readonly url?: string;
  readonly key?: string;
  readonly topic?: string;
  readonly address?: string;
  /** Seconds since it was sent. */
  readonly age?: number;
}
async function addLink(kind: "link" | "unsubscribe", link: Link = {}): Promise<string> {
  const {
    url = null,
    key = randomBytes(8).toString("hex"),
    topic = null,
    address = "Ana@Example.com",
    age = 60,
  } = link;
  const token = randomBytes(32).toString("base64url");
  await api.sql`insert into mail_link (token_hash, kind, key, run, step, subject, address, topic, url, label, created_at)
    values (${hashToken(token)}, ${kind}, ${key}, 'cart.run1', 'offer.1', 's-1', ${address}, ${topic}, ${url}, 'shop',
      clock_timestamp() - make_interval(secs => ${age}))`;
  return token;
}
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const click = (token: string, userAgent = FIREFOX) =>
  request(api.url).get(`/c/${token}`).set("user-agent", userAgent);
const ofType = (type: string) =>
  api.sql`select id, source, subject, data from event where type = ${type} order by seq`;
const clicks = () => ofType("email.clicked");

describe("GET /c/{token}", () => {
  it("writes an event for each click and leads on: the scanner's does not swallow the reader's", async () => {
    const url = "https://shop.example/cart?id=1";
    const token = await addLink("link", { url, key: "cart.run1/offer.1/mail", topic: "offers" });
    for (const answer of [await click(token, "LinkScanner/1.0"), await click(token), await click(token)])
      expect([answer.status, answer.headers["location"]]).toEqual([302, url]);
    const facts = {
      message: "cart.run1/offer.1/mail",
      flow: "cart",
      run: "cart.run1",
      step: "offer.1",
      node: "offer",
      topic: "offers",
      url,
      label: "shop",
      link: "shop",
      method: "GET",
    };
    const seen = await clicks();
    expect(seen.map(({ data }) => data as unknown)).toMatchObject([
      { ...facts, nth: 1, userAgent: "LinkScanner/1.0", looksAutomatic: true },
      { ...facts, nth: 2, userAgent: FIREFOX, looksAutomatic: false },
      { ...facts, nth: 3, looksAutomatic: false },
    ]);
    const [{ data } = { data: null }] = seen;
    expect((data as { readonly secondsSinceSending: number }).secondsSinceSending).toBeGreaterThanOrEqual(60);
    expect(new Set(seen.map(({ id }) => id as unknown)).size).toBe(3);
    expect(seen[0]).toMatchObject({
      source: "throughline/mail",
      subject: "s-1",
      id: hashToken(token).toString("hex"),
    });
  });

  it("tells somebody who follows every link of a mail, and one who is too fast to have read it", async () => {
    const url = "https://shop.example/";
    const before = (await clicks()).length;
    for (let i = 0; i < 3; i++) await click(await addLink("link", { url, key: "all" }));
    await click(await addLink("link", { url, age: 0 }));
    const automatic = (await clicks())
      .slice(before)
      .map(({ data }) => (data as { readonly looksAutomatic: boolean }).looksAutomatic);
    expect(automatic).toEqual([false, false, true, true]);
  });

  it("does not count a program that looks ahead", async () => {
    const before = (await clicks()).length;
    expect(
      (await request(api.url).head(`/c/${await addLink("link", { url: "https://shop.example/" })}`)).status,
    ).toBe(302);
    expect(await clicks()).toHaveLength(before);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"])(
    "does not lead to %s",
    async (url) => {
      expect((await request(api.url).get(`/c/${await addLink("link", { url })}`)).status).toBe(404);
    },
  );

  it("knows only its own tokens", async () => {
    expect((await request(api.url).get("/c/nothing")).status).toBe(404);
    expect((await request(api.url).get(`/c/${await addLink("unsubscribe")}`)).status).toBe(404);
  });
});

describe("/u/{token}", () => {
  const by = () => ({ authorization: `Bearer ${api.adminKey}` });
  const post = (token: string, form: object) => request(api.url).post(`/u/${token}`).type("form").send(form);
  const oneClick = { "List-Unsubscribe": "One-Click" };
  const wanted = async (address: string): Promise<string[]> => {
    const answer = await request(api.url)
      .get(`/api/subscriptions/${encodeURIComponent(address)}`)
      .set(by());
    const items = answer.body.items as readonly { readonly topic: string; readonly isWanted: boolean }[];
    return items.filter(({ isWanted }) => isWanted).map(({ topic }) => topic);
  };

  it("of a mail from before topics leaves all of them, and asks before it acts", async () => {
    const token = await addLink("unsubscribe");
    const page = await request(api.url).get(`/u/${token}`);
    expect(page.text).toContain('<form method="post">');
    expect(page.text).not.toContain("<script");
    expect(await api.sql`select 1 from suppression`).toHaveLength(0);
    for (let i = 0; i < 2; i++) expect((await post(token, oneClick)).status).toBe(200);
    expect((await request(api.url).get("/api/suppressions").set(by())).body.items).toMatchObject([
      { address: "ana@example.com", reason: "unsubscribed", run: "cart.run1" },
    ]);
    expect((await ofType("message.unsubscribed")).map(({ data }) => data as unknown)).toMatchObject([
      { topic: null },
    ]);
    await request(api.url).delete("/api/suppressions/ana%40example.com").set(by()).expect(204);
    expect((await request(api.url).delete("/api/suppressions/ana%40example.com").set(by())).status).toBe(404);
  });

  it("leaves the topic of its mail by one click, form or multipart, once, and says so with an event", async () => {
    const address = "Bo@example.com";
    const key = "cart.run1/offer.1/mail";
    const token = await addLink("unsubscribe", { topic: "offers", address, key });
    expect((await post(token, oneClick)).text).toContain("no more mail about Offers");
    await request(api.url).post(`/u/${token}`).field("List-Unsubscribe", "One-Click").expect(200);
    expect(await wanted("bo@EXAMPLE.com")).toEqual(["news"]);
    const said = (await ofType("message.unsubscribed")).filter(
      ({ data }) => (data as { topic: unknown }).topic !== null,
    );
    expect(said).toMatchObject([
      {
        source: "throughline/mail",
        subject: "s-1",
        data: {
          message: key,
          flow: "cart",
          run: "cart.run1",
          node: "offer",
          step: "offer.1",
          topic: "offers",
          channel: "email",
        },
      },
    ]);
  });

  it("is a page of topics: what is ticked is wanted, also after leaving everything", async () => {
    const address = "cy@example.com";
    const token = await addLink("unsubscribe", { topic: "news", address });
    const box = /name="topic" value="(\w+)"( checked)?/g;
    const ticks = (text: string) =>
      [...text.matchAll(box)].map(([, topic, on]) => `${topic}${on === undefined ? "" : " on"}`);
    expect(ticks((await request(api.url).get(`/u/${token}`)).text)).toEqual(["news on", "offers on"]);
    await post(token, { act: "leave-all" });
    expect(await wanted(address)).toEqual([]);
    expect(ticks((await request(api.url).get(`/u/${token}`)).text)).toEqual(["news", "offers"]);
    expect(ticks((await post(token, { act: "save", topic: "news" })).text)).toEqual(["news on", "offers"]);
    expect(await wanted(address)).toEqual(["news"]);
    await post(token, { act: "save", topic: ["news", "offers", "made-up"] });
    expect(await wanted(address)).toEqual(["news", "offers"]);
    const subscribed = await ofType("message.subscribed");
    expect(subscribed.map(({ data }) => (data as { readonly topic: string }).topic)).toEqual([
      "news",
      "offers",
    ]);
  });

  it("knows only its own tokens", async () => {
    expect((await request(api.url).post("/u/nothing")).status).toBe(404);
    expect((await request(api.url).get("/u/nothing")).status).toBe(404);
    expect(
      (await request(api.url).post(`/u/${await addLink("link", { url: "https://shop.example/" })}`)).status,
    ).toBe(404);
  });

  it("topics are declared, and an address may be noted for one", async () => {
    const put = (path: string, body: object) => request(api.url).put(path).set(by()).send(body);
    const parties = { title: "Parties", opt: "in" };
    expect((await put("/api/topics/parties", parties)).body).toMatchObject({
      ...parties,
      key: "parties",
      description: "",
    });
    expect((await put("/api/topics/transactional", parties)).status).toBe(400);
    expect(await wanted("dee@example.com")).toEqual(["news", "offers"]);
    await put("/api/subscriptions/dee%40example.com", { topic: "parties", state: "in" }).expect(200);
    expect(await wanted("dee@example.com")).toEqual(["news", "offers", "parties"]);
    expect(
      (await put("/api/subscriptions/dee%40example.com", { topic: "made-up", state: "in" })).status,
    ).toBe(404);
    await request(api.url).delete("/api/topics/parties").set(by()).expect(204);
    expect((await request(api.url).delete("/api/topics/parties").set(by())).status).toBe(404);
  });
});
