import { createHmac } from "node:crypto";
import { sign as signGitHub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const secret = "a secret of the sender";
const scheme = { kind: "hmac", header: "X-Signature", algorithm: "sha256", encoding: "hex" };
const hex = (...parts: string[]) => createHmac("sha256", secret).update(parts.join("")).digest("hex");
const base64 = (...parts: string[]) => createHmac("sha256", secret).update(parts.join("")).digest("base64");
const nowS = () => String(Math.floor(Date.now() / 1000));

const put = (key: string, body: object) =>
  request(api.url)
    .put(`/api/hooks/${key}`)
    .set("authorization", `Bearer ${api.adminKey}`)
    .send({ name: key, secret, ...body });
const send = (path: string, body: string, headers: Record<string, string>) =>
  request(api.url)
    .post(`/hooks/${path}`)
    .set({ "content-type": "application/json", ...headers })
    .send(body);
/** By the generic scheme, without a time. */
const call = (key: string, body: string, headers: Record<string, string> = {}) =>
  send(key, body, { "x-signature": hex(body), ...headers });
const stored = async (answer: {
  readonly body: { readonly events?: readonly { readonly event: string }[] };
}) => {
  const [event] = answer.body.events ?? [];
  if (event === undefined) return expect.fail(JSON.stringify(answer.body));
  const [row] = await api.sql`select type, subject, time, data from event where seq = ${event.event}`;
  return row ?? null;
};
const isRepeat = (answer: {
  readonly body: { readonly events: readonly { readonly duplicate: boolean }[] };
}) => answer.body.events.map(({ duplicate }) => duplicate);

describe("POST /hooks/{key}", () => {
  it("is closed until a secret is set, and does not exist before it is made", async () => {
    expect((await call("closed", "{}")).status).toBe(404);
    expect((await put("closed", { scheme, secret: undefined })).body.state).toBe("unset");
    expect((await call("closed", "{}")).status).toBe(503);
  });

  it("turns a signed call into an event", async () => {
    const made = await put("shop", { scheme, mapping: { subject: "/customer/id" } });
    expect(made.body).toMatchObject({ state: "verified", eventType: "hook.shop" });
    expect(JSON.stringify(made.body)).not.toContain(secret);
    const answer = await call("shop", '{"customer":{"id":42},"note":"a\\u0000b"}');
    expect(answer.body.events).toEqual([
      { id: expect.any(String), source: "hook/shop", event: expect.any(String), duplicate: false },
    ]);
    expect(await stored(answer)).toMatchObject({
      type: "hook.shop",
      subject: "42",
      data: { customer: { id: 42 }, note: "a\uFFFDb" },
    });
  });

  it("refuses a call whose signature is wrong before it reads what is in it", async () => {
    await put("strict", { scheme });
    expect((await call("strict", "not json", { "x-signature": "00" })).status).toBe(401);
    const unsigned = await call("strict", "{}", { "x-signature": "" });
    expect([unsigned.status, unsigned.body.title]).toEqual([401, "The signature is not right"]);
    expect((await call("strict", "not json")).status).toBe(400);
    expect((await request(api.url).get("/hooks/strict")).status).toBe(405);
  });

  it("counts what is kept: text that grows beyond 256 KB when it is written as JSON is refused", async () => {
    await put("text", { scheme });
    const answer = await call("text", "\n".repeat(200 * 1024), { "content-type": "text/plain" });
    expect(answer.status).toBe(413);
  });

  it("keeps its secret when the rest changes", async () => {
    await put("kept", { scheme });
    expect((await put("kept", { name: "Renamed", scheme, secret: undefined })).body).toMatchObject({
      name: "Renamed",
      state: "verified",
    });
    expect((await call("kept", "{}")).status).toBe(202);
  });
});

describe("what a body becomes", () => {
  const dataOf = async (key: string, body: string, contentType: string) =>
    (await stored(await call(key, body, { "content-type": contentType })))?.["data"];
  const form = "application/x-www-form-urlencoded";

  it("a form that wraps a document is that document, what people typed stays text", async () => {
    await put("forms", { scheme });
    const payload = encodeURIComponent('{"action":"opened","list":[1]}');
    expect(await dataOf("forms", `payload=${payload}`, form)).toEqual({
      payload: { action: "opened", list: [1] },
    });
    expect(await dataOf("forms", `mandrill_events=${encodeURIComponent("[1,2]")}`, form)).toEqual({
      mandrill_events: [1, 2],
    });
    expect(await dataOf("forms", "name=%5B1%5D&note=%7B%7D", form)).toEqual({ name: "[1]", note: "{}" });
    expect(await dataOf("forms", "payload=%7Bnot+json&a=1&a=2", form)).toEqual({
      payload: "{not json",
      a: ["1", "2"],
    });
  });

  it("keeps every digit of a long number, also as the subject and in a form", async () => {
    await put("long", { scheme, mapping: { subject: "/customer/id" } });
    const body = '{"customer":{"id":115310627314723954},"total":719.990000000000000001}';
    expect(await stored(await call("long", body))).toMatchObject({
      subject: "115310627314723954",
      data: { customer: { id: "115310627314723954" }, total: "719.990000000000000001" },
    });
    expect(await dataOf("long", `payload=${encodeURIComponent('{"id":820982911946154508}')}`, form)).toEqual({
      payload: { id: "820982911946154508" },
    });
  });
});

describe("which event a call is", () => {
  it("a recorded call with another id that is not signed starts nothing again", async () => {
    await put("replay", { scheme: { ...scheme, idHeader: "X-Id" } });
    const first = await call("replay", '{"n":1}', { "x-id": "d-1" });
    expect(isRepeat(first)).toEqual([false]);
    for (const headers of [{ "x-id": "d-1" }, { "x-id": "d-2" }, {}]) {
      const again = await call("replay", '{"n":1}', headers);
      expect([again.body.events[0].event, isRepeat(again)]).toEqual([first.body.events[0].event, [true]]);
    }
    expect(isRepeat(await call("replay", '{"n":2}', { "x-id": "d-1" }))).toEqual([false]);
  });

  it("an id that is signed, or stands in the body, identifies it whatever else differs", async () => {
    await put("signed", { scheme: { ...scheme, idHeader: "X-Id", signed: "{id}.{body}" } });
    const signedId = (id: string, body: string) =>
      send("signed", body, { "x-id": id, "x-signature": hex(id, ".", body) });
    expect((await signedId("s-1", "{}")).body.events[0].id).toBe("s-1");
    expect(isRepeat(await signedId("s-1", '{"try":2}'))).toEqual([true]);
    expect(isRepeat(await signedId("s-2", "{}"))).toEqual([false]);
    await put("inside", { scheme: { ...scheme, idPointer: "/id" } });
    expect(isRepeat(await call("inside", '{"id":7,"try":1}'))).toEqual([false]);
    expect(isRepeat(await call("inside", '{"id":7,"try":2}'))).toEqual([true]);
  });

  it("equal bodies at other signed times are other events, the same call again is not", async () => {
    await put("alerts", { scheme: { ...scheme, timestampHeader: "X-Time" } });
    const at = (time: number) =>
      send("alerts", '{"alert":"disk full"}', {
        "x-time": String(time),
        "x-signature": hex(`${time}.{"alert":"disk full"}`),
      });
    const now = Number(nowS());
    expect(isRepeat(await at(now))).toEqual([false]);
    expect(isRepeat(await at(now - 60))).toEqual([false]);
    expect(isRepeat(await at(now))).toEqual([true]);
    expect((await at(now - 400)).status).toBe(401);
  });

  it("without an id and a time, equal calls are repeats only within the window", async () => {
    await put("window", { scheme, repeatWindowS: 3600 });
    const [first, again] = [await call("window", "{}"), await call("window", "{}")];
    expect([isRepeat(first), isRepeat(again)]).toEqual([[false], [true]]);
    await api.sql`update hook_repeat set first_at = first_at - interval '2 hours' where hook = 'window'`;
    const [later, repeat] = [await call("window", "{}"), await call("window", "{}")];
    expect([isRepeat(later), isRepeat(repeat)]).toEqual([[false], [true]]);
    expect(later.body.events[0].id).not.toBe(first.body.events[0].id);
    await put("window", { scheme, repeatWindowS: 0 });
    expect(isRepeat(await call("window", "{}"))).toEqual([false]);
  });

  it("equal calls at the same moment are one event", async () => {
    await put("storm", { scheme });
    const answers = await Promise.all(Array.from({ length: 8 }, () => call("storm", '{"x":1}')));
    expect(new Set(answers.map(({ body }) => body.events[0].event)).size).toBe(1);
    expect(answers.flatMap(isRepeat).filter((one) => !one)).toHaveLength(1);
  });
});

describe("the mapping", () => {
  it("makes type, subject, time and data of headers, body and query", async () => {
    const mapping = {
      type: `"order." + headers["x-topic"]`,
      subject: "body.customer.mail",
      time: "/at",
      data: "{'total': body.total, 'shop': query.shop, 'topic': headers['x-topic']}",
    };
    await put("mapped", { scheme, mapping });
    const body = '{"customer":{"mail":"ada@example.com"},"at":1790000000,"total":12.5}';
    const answer = await send("mapped?shop=7&token=t", body, { "x-signature": hex(body), "x-topic": "paid" });
    expect(await stored(answer)).toEqual({
      type: "order.paid",
      subject: "ada@example.com",
      time: new Date(1_790_000_000_000),
      data: { total: 12.5, shop: "7", topic: "paid" },
    });
  });

  it("shows no header that proves who calls", async () => {
    await put("headers", { scheme, mapping: { data: "{'headers': headers, 'query': query}" } });
    const answer = await send("headers?a=1&access_token=t", "{}", {
      "x-signature": hex("{}"),
      authorization: "Bearer abc",
      cookie: "a=b",
      "x-api-key": "k",
      "x-topic": "ü",
    });
    const data = (await stored(answer))?.["data"] as { headers: object; query: object };
    expect(Object.keys(data.headers)).toContain("x-topic");
    expect(Object.keys(data.headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/signature|authorization|cookie|api-key/)]),
    );
    expect(data.query).toEqual({ a: "1" });
  });

  it.each([
    ["a subject that is an object", { subject: "/customer" }, /its subject is an object, a number or a text/],
    [
      "a field that is missing",
      { subject: "body.nobody.id" },
      /its subject cannot be read by "body.nobody.id".*missing/,
    ],
    ["a type with a space", { type: `"order paid"` }, /its type is "order paid".*without spaces/],
    ["a type of Throughline", { type: `"throughline.started"` }, /only Throughline itself may write/],
    ["a type of another webhook", { type: `"hook.other.paid"` }, /only another webhook may write/],
    ["no time", { time: `"yesterday"` }, /its time is "yesterday", an instant/],
  ])("refuses %s with words, and keeps the call to be looked at", async (_what, mapping, message) => {
    await put("refusing", { scheme, mapping });
    const answer = await call("refusing", '{"customer":{"id":1}}');
    expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(message)]);
  });

  it("a subject that is not there is none, a pointer asks for no more", async () => {
    await put("none", { scheme, mapping: { subject: "/customer/id" } });
    expect(await stored(await call("none", '{"ping":true}'))).toMatchObject({
      type: "hook.none",
      subject: null,
    });
  });

  it("is not stored when it cannot be understood", async () => {
    const answer = await put("broken", { scheme, mapping: { type: "body..x" } });
    expect([answer.status, answer.body.problems[0].path]).toEqual([422, "/mapping/type"]);
  });
});

describe("presets", () => {
  const shown = async (answer: Awaited<ReturnType<typeof send>>) => {
    const row = await stored(answer);
    return row === null ? null : [row["type"], row["subject"], row["time"]];
  };

  it("Stripe: by its library, known by the event's id when it is sent again", async () => {
    await put("stripe", { scheme: { kind: "stripe" } });
    const body =
      '{"id":"evt_1","type":"invoice.paid","created":1790000000,"data":{"object":{"id":"in_1","customer":"cus_7"}}}';
    const at = (timestamp: number) =>
      send("stripe", body, {
        "stripe-signature": new Stripe("sk_test_none").webhooks.generateTestHeaderString({
          payload: body,
          secret,
          timestamp,
        }),
      });
    const now = Number(nowS());
    const first = await at(now);
    expect(await shown(first)).toEqual(["hook.stripe.invoice.paid", "cus_7", new Date(1_790_000_000_000)]);
    expect(first.body.events[0].id).toBe("evt_1");
    expect(isRepeat(await at(now - 10))).toEqual([true]);
    expect((await at(now - 400)).status).toBe(401);
  });

  it("GitHub: the event's name is its type, as JSON and as a form; another delivery of the same call is a repeat", async () => {
    await put("github", { scheme: { kind: "github" } });
    const json = '{"action":"opened","repository":{"full_name":"octo/cat"}}';
    const headers = async (body: string, delivery: string) => ({
      "x-hub-signature-256": await signGitHub(secret, body),
      "x-github-event": "issues",
      "x-github-delivery": delivery,
    });
    const first = await send("github", json, await headers(json, "d-1"));
    expect(await shown(first)).toEqual(["hook.github.issues.opened", "octo/cat", null]);
    expect(isRepeat(await send("github", json, await headers(json, "d-forged")))).toEqual([true]);
    const form = `payload=${encodeURIComponent('{"action":"closed","repository":{"full_name":"octo/cat"}}')}`;
    const second = await send("github", form, {
      ...(await headers(form, "d-2")),
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(await stored(second)).toMatchObject({
      type: "hook.github.issues.closed",
      data: { action: "closed" },
    });
  });

  it("Standard Webhooks: by its library", async () => {
    const whsec = `whsec_${Buffer.from(secret).toString("base64")}`;
    await put("standard", { scheme: { kind: "standard-webhooks" }, secret: whsec });
    const body = '{"type":"contact.created","timestamp":"2026-11-24T09:30:00Z","data":{"id":"c-1"}}';
    const answer = await send("standard", body, {
      "webhook-id": "msg_1",
      "webhook-timestamp": nowS(),
      "webhook-signature": new Webhook(whsec).sign("msg_1", new Date(Number(nowS()) * 1000), body),
    });
    expect(await shown(answer)).toEqual([
      "hook.standard.contact.created",
      "c-1",
      new Date("2026-11-24T09:30:00Z"),
    ]);
    expect(answer.body.events[0].id).toBe("msg_1");
  });

  it("Slack: answers its question only when it is Slack who asks", async () => {
    await put("slack", { scheme: { kind: "slack" } });
    const signed = (body: string, contentType = "application/json") =>
      send("slack", body, {
        "content-type": contentType,
        "x-slack-request-timestamp": nowS(),
        "x-slack-signature": `v0=${hex("v0:", nowS(), ":", body)}`,
      });
    const question = '{"type":"url_verification","challenge":"3eZbrw1a","token":"x"}';
    const answer = await signed(question);
    expect([answer.status, answer.body]).toEqual([200, { challenge: "3eZbrw1a" }]);
    const stranger = await send("slack", question, {
      "x-slack-request-timestamp": nowS(),
      "x-slack-signature": "v0=00",
    });
    expect([stranger.status, JSON.stringify(stranger.body)]).toEqual([
      401,
      expect.not.stringContaining("3eZbrw1a"),
    ]);
    const event =
      '{"type":"event_callback","event_id":"Ev1","event_time":1790000000,"event":{"type":"app_mention","user":"U1"}}';
    expect(await shown(await signed(event))).toEqual([
      "hook.slack.app_mention",
      "U1",
      new Date(1_790_000_000_000),
    ]);
    const form = "application/x-www-form-urlencoded";
    expect(await shown(await signed("command=%2Fship&user_id=U2&text=now", form))).toEqual([
      "hook.slack.command",
      "U2",
      null,
    ]);
    const pressed = `payload=${encodeURIComponent('{"type":"block_actions","user":{"id":"U3"}}')}`;
    expect(await shown(await signed(pressed, form))).toEqual(["hook.slack.block_actions", "U3", null]);
  });

  it("Shopify: the topic is its type, and equal bodies of two topics are two events", async () => {
    await put("shopify", { scheme: { kind: "shopify" } });
    const body =
      '{"id":820982911946154508,"customer":{"id":115310627314723954},"updated_at":"2026-11-24T09:30:00-05:00"}';
    const topic = (name: string, id: string) =>
      send("shopify", body, {
        "x-shopify-hmac-sha256": base64(body),
        "x-shopify-topic": name,
        "x-shopify-webhook-id": id,
      });
    expect(await shown(await topic("orders/create", "w-1"))).toEqual([
      "hook.shopify.orders.create",
      "115310627314723954",
      new Date("2026-11-24T14:30:00Z"),
    ]);
    expect(isRepeat(await topic("orders/paid", "w-2"))).toEqual([false]);
    expect(isRepeat(await topic("orders/paid", "w-3"))).toEqual([true]);
  });

  it("Twilio, Square and HubSpot sign the address as they know it, query included", async () => {
    const at = (path: string) => `http://127.0.0.1:4400/hooks/${path}`;
    await put("twilio", { scheme: { kind: "twilio" } });
    const twilio = createHmac("sha1", secret)
      .update(`${at("twilio?flow=a")}From+4912MessageSidSM1MessageStatusdelivered`)
      .digest("base64");
    const status = await send("twilio?flow=a", "MessageSid=SM1&MessageStatus=delivered&From=%2B4912", {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": twilio,
    });
    expect(await shown(status)).toEqual(["hook.twilio.message.delivered", "+4912", null]);

    await put("square", { scheme: { kind: "square" } });
    const payment =
      '{"event_id":"e-1","type":"payment.updated","created_at":"2026-11-24T09:30:00Z","data":{"id":"p-1"}}';
    const paid = await send("square", payment, {
      "x-square-hmacsha256-signature": base64(at("square"), payment),
    });
    expect(await shown(paid)).toEqual([
      "hook.square.payment.updated",
      "p-1",
      new Date("2026-11-24T09:30:00Z"),
    ]);

    await put("hubspot", { scheme: { kind: "hubspot" } });
    const item = (eventId: number, attemptNumber: number) => ({
      eventId,
      subscriptionId: 5,
      occurredAt: 1_790_000_000_000,
      subscriptionType: "contact.creation",
      objectId: 77,
      attemptNumber,
    });
    const hubspot = (...items: object[]) => {
      const [body, time] = [JSON.stringify(items), String(Date.now())];
      return send("hubspot", body, {
        "x-hubspot-signature-v3": base64("POST", at("hubspot"), body, time),
        "x-hubspot-request-timestamp": time,
      });
    };
    const first = await hubspot(item(1, 0), item(2, 0));
    expect(isRepeat(first)).toEqual([false, false]);
    expect(await shown(first)).toEqual(["hook.hubspot.contact.creation", "77", new Date(1_790_000_000_000)]);
    expect(isRepeat(await hubspot(item(2, 1), item(3, 0)))).toEqual([true, false]);
  });

  it("GitLab, Intercom, Zendesk, Basic and bearer tokens", async () => {
    await put("gitlab", { scheme: { kind: "gitlab" } });
    const merge =
      '{"object_kind":"merge_request","object_attributes":{"action":"open"},"project":{"path_with_namespace":"a/b"}}';
    const gitlab = await send("gitlab", merge, { "x-gitlab-token": secret, "idempotency-key": "k-1" });
    expect(await shown(gitlab)).toEqual(["hook.gitlab.merge_request.open", "a/b", null]);

    await put("intercom", { scheme: { kind: "intercom" } });
    const closed =
      '{"id":"notif_1","topic":"conversation.admin.closed","created_at":1790000000,"data":{"item":{"id":"9"}}}';
    const sha1 = createHmac("sha1", secret).update(closed).digest("hex");
    const intercom = await send("intercom", closed, { "x-hub-signature": `sha1=${sha1}` });
    expect(await shown(intercom)).toEqual([
      "hook.intercom.conversation.admin.closed",
      "9",
      new Date(1_790_000_000_000),
    ]);

    await put("zendesk", { scheme: { kind: "zendesk" } });
    const ticket =
      '{"id":"z-1","type":"zen:event-type:ticket.created","time":"2026-11-24T09:30:00Z","detail":{"id":"35436"}}';
    const time = new Date().toISOString();
    const zendesk = await send("zendesk", ticket, {
      "x-zendesk-webhook-signature": base64(time, ticket),
      "x-zendesk-webhook-signature-timestamp": time,
    });
    expect(await shown(zendesk)).toEqual([
      "hook.zendesk.ticket.created",
      "35436",
      new Date("2026-11-24T09:30:00Z"),
    ]);

    expect((await put("basic", { scheme: { kind: "basic" } })).status).toBe(422);
    await put("basic", { scheme: { kind: "basic" }, secret: "caller:long password" });
    const authorization = `Basic ${Buffer.from("caller:long password").toString("base64")}`;
    expect(await shown(await send("basic", "{}", { authorization }))).toEqual(["hook.basic", null, null]);

    await put("bearer", { scheme: { kind: "bearer", header: "X-Key" } });
    expect(await shown(await send("bearer", "{}", { "x-key": secret }))).toEqual(["hook.bearer", null, null]);
  });
});

describe("two secrets while one is exchanged", () => {
  it("takes the one before until its time is over", async () => {
    await put("rotating", { scheme });
    const next = "the next secret of the sender";
    const changed = await put("rotating", { scheme, secret: next, keepPreviousS: 3600 });
    expect(Date.parse(changed.body.previousUntil) - Date.now()).toBeGreaterThan(3_500_000);
    const by = (key: string, body: string) =>
      send("rotating", body, { "x-signature": createHmac("sha256", key).update(body).digest("hex") });
    expect((await by(secret, '{"a":1}')).status).toBe(202);
    expect((await by(next, '{"a":2}')).status).toBe(202);
    // A change of anything else leaves both.
    await put("rotating", { scheme, secret: undefined, name: "Renamed" });
    expect((await by(secret, '{"a":3}')).status).toBe(202);
    await api.sql`update hook set previous_until = clock_timestamp() - interval '1 second' where key = 'rotating'`;
    expect([(await by(secret, '{"a":4}')).status, (await by(next, '{"a":5}')).status]).toEqual([401, 202]);
    await put("rotating", { scheme, secret });
    expect([(await by(next, '{"a":6}')).status, (await by(secret, '{"a":7}')).status]).toEqual([401, 202]);
  });
});

describe("the last calls", () => {
  const calls = async (key: string) => {
    const answer = await request(api.url)
      .get(`/api/hooks/${key}/calls`)
      .set("authorization", `Bearer ${api.adminKey}`);
    return answer.body.items as {
      status: number;
      reason: string | null;
      headers: Record<string, string>;
      body: string;
      query: string;
    }[];
  };
  const settled = (key: string, count: number) =>
    expect.poll(async () => (await calls(key)).length, { timeout: 5_000 }).toBe(count);

  it("are kept, taken and refused with the reason, without what proves who calls", async () => {
    await put("seen", { scheme });
    await send("seen?token=abc&a=1", '{"n":1}', {
      "x-signature": hex('{"n":1}'),
      authorization: "Bearer abc",
    });
    await settled("seen", 1);
    await call("seen", '{"n":2}', { "x-signature": "00" });
    await settled("seen", 2);
    const [refused, taken] = await calls("seen");
    expect(refused).toMatchObject({
      status: 401,
      reason: expect.stringContaining("signature is not right"),
      body: '{"n":2}',
    });
    expect(taken).toMatchObject({
      status: 202,
      reason: null,
      body: '{"n":1}',
      query: "token=%5Bhidden%5D&a=1",
      headers: { "x-signature": "[hidden]", authorization: "[hidden]" },
    });
  });

  it("are few, however many come", async () => {
    await put("many", { scheme });
    for (let i = 0; i < 8; i++) await call("many", `{"n":${i}}`);
    await settled("many", 5);
  });

  it("show what a mapping would make of them", async () => {
    const preview = (body: object) =>
      request(api.url)
        .post("/api/hooks/any/preview")
        .set("authorization", `Bearer ${api.adminKey}`)
        .send(body);
    const sample = {
      headers: { "x-github-event": "push", authorization: "[hidden]" },
      query: "",
      body: '{"ref":"main","repository":{"full_name":"a/b"}}',
    };
    const known = await preview({ scheme: { kind: "github" }, mapping: {}, call: sample });
    expect(known.body).toEqual({
      events: [
        {
          type: "hook.any.push",
          subject: "a/b",
          time: null,
          data: { ref: "main", repository: { full_name: "a/b" } },
        },
      ],
      problem: null,
    });
    const mapped = await preview({
      scheme: { kind: "github" },
      mapping: { data: "body.none" },
      call: sample,
    });
    expect(mapped.body).toEqual({ events: [], problem: expect.stringContaining("body.none") });
  });
});
