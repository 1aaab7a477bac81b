import { startSmtpSink } from "@throughline/mail/testing";
import type { SmtpSink } from "@throughline/mail/testing";
import { emptyDocument } from "@throughline/flow";
import type { Role } from "@throughline/contract";
import request from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const PUBLIC_URL = "http://127.0.0.1:4400";
let sink: SmtpSink;
let api: TestApi;
let mute: TestApi;
beforeAll(async () => {
  sink = await startSmtpSink();
  [api, mute] = await Promise.all([
    startApi({ SMTP_URL: sink.url, MAIL_FROM: "Shop <no-reply@shop.example>" }),
    startApi(),
  ]);
  await api.sql`insert into profile (subject, attributes) values ('s-1', ${api.sql.json({ email: "ada@example.com", firstName: "Ada <3" })})`;
}, 60_000);
afterAll(async () => {
  await Promise.all([api?.close(), mute?.close(), sink?.close()]);
});
beforeEach(() => {
  sink.accepted.length = 0;
});

const node = (id: string, type: string, config: object) => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  config,
  position: { x: 0, y: 0 },
});
const mail = {
  to: { $cel: "profile.email" },
  subject: "Hi {{ profile.firstName }}, {{ trigger.data.total }}",
  body: '<mjml><mj-body><mj-section><mj-column><mj-text>{{ profile.firstName }}: <a href="https://shop.example/{{ trigger.data.cart }}">cart</a> <a href="javascript:x()">bad</a></mj-text></mj-column></mj-section></mj-body></mjml>',
};
const drawing = (config: object, type = "send-email") => ({
  ...emptyDocument("shown", "Shown"),
  // What is wrong elsewhere keeps nobody from looking at this node.
  nodes: [
    node("start", "event-trigger", { type: "cart.left" }),
    node("mail", type, config),
    node("open", "delay", {}),
  ],
  edges: [{ from: { node: "start", port: "next" }, to: { node: "mail" } }],
});
const event = { type: "cart.left", subject: "s-1", data: { total: 7, cart: "c-1" } };

const ask = (body: object, { of = api, path = "", key = "" } = {}) =>
  request(of.url)
    .post(`/api/flows/shown/preview${path}`)
    .set({ authorization: `Bearer ${key === "" ? of.adminKey : key}` })
    .send(body);
const show = (config: object, more: object = {}, type?: string) =>
  ask({ node: "mail", document: drawing(config, type), event, ...more });

describe("POST /api/flows/{key}/preview", () => {
  it("shows the mail with an event and the profile of its subject, and changes nothing", async () => {
    const { status, body } = await show({ ...mail, cc: "bo@example.com" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subject: "s-1",
      profile: { firstName: "Ada <3" },
      missing: [],
      problems: [],
      cannotSend: null,
      mail: {
        from: "Shop <no-reply@shop.example>",
        to: "ada@example.com",
        cc: "bo@example.com",
        bcc: null,
        topic: "news",
        subject: "Hi Ada <3, 7",
      },
    });
    const { html, text } = body.mail as { html: string; text: string };
    expect(html).toContain("Ada &lt;3: ");
    expect(html).toContain('href="https://shop.example/c-1"');
    expect(html).not.toContain("javascript:");
    expect(html).toContain(`${PUBLIC_URL}/u/test`);
    expect(text).toContain("Ada <3: cart [https://shop.example/c-1]");
    expect(await api.sql`select 1 from mail_link union all select 1 from message`).toHaveLength(0);
    expect(sink.accepted).toHaveLength(0);
  });

  it("shows the rest of a mail of which values are missing, and names each", async () => {
    const { body } = await show(mail, { profile: {}, event: { type: "cart.left" } });
    expect(body).toMatchObject({
      missing: ["profile.firstName", "trigger.data.total", "trigger.data.cart"],
      mail: { to: "⟦To⟧", subject: "Hi ⟦profile.firstName⟧, ⟦trigger.data.total⟧" },
      problems: [{ field: "to", message: expect.stringMatching(/^To: .*email/) as string }],
    });
    expect(body.cannotSend).toMatch(/missing.*profile\.firstName/);
  });

  it("says what cannot be read or filled in", async () => {
    const problems = async (config: object) => (await show(config)).body.problems as { message: string }[];
    expect(await problems({ ...mail, body: "{{ profile.firstName | nosuch }}" })).toMatchObject([
      { message: expect.stringContaining("nosuch") as string },
    ]);
    expect(await problems({ ...mail, subject: "" })).toMatchObject([
      { message: expect.stringContaining("“Subject line” is empty") as string },
    ]);
    expect(await problems({ ...mail, to: "a@example.com, b@example.com" })).toMatchObject([
      { message: expect.stringContaining("To holds 2 addresses") as string },
    ]);
    expect(
      await problems({ ...mail, body: "{% for a in (1..100000000) %}{{ a }}{% endfor %}" }),
    ).toHaveLength(1);
    const slow = "{% for a in (1..90000) %}{% for b in (1..90000) %}{{ b }}{% endfor %}{% endfor %}";
    expect(await problems({ ...mail, body: slow })).toHaveLength(1);
    expect(await problems(mail)).toEqual([]);
  });

  it("shows an offer with its code, values of earlier steps, and the texts of a task", async () => {
    const offer = {
      to: "ada@example.com",
      code: "BACK-{{ steps.earlier.status }}",
      value: "10%",
      validFor: "P2D",
      subject: "{{ value }}: {{ code }}",
      body: "Until {{ expires | date: '%Y' }}",
    };
    const document = drawing(offer, "send-offer");
    document.nodes.push(node("earlier", "http-request", { url: "https://x.example/" }));
    const sample = await ask({ node: "mail", document, event });
    expect(sample.body).toMatchObject({
      mail: { subject: "10%: BACK-201", topic: "offers" },
      samples: expect.arrayContaining(["earlier"]) as string[],
      texts: [
        { title: "Code", text: "BACK-201" },
        { title: "Value", text: "10%" },
      ],
    });
    const given = await ask({ node: "mail", document, event, steps: { earlier: { status: 409 } } });
    expect(given.body.mail.subject).toBe("10%: BACK-409");
    const task = {
      queue: "q",
      title: "Call {{ profile.firstName }}",
      body: "{{ trigger.data.why }}",
      decisions: [],
    };
    const { body } = await show(task, {}, "escalate-to-human");
    expect(body).toMatchObject({
      mail: null,
      missing: ["trigger.data.why"],
      texts: expect.arrayContaining([
        { field: "title", title: "Title", text: "Call Ada <3" },
        { field: "body", title: "What they need to know", text: "⟦trigger.data.why⟧" },
      ]) as object[],
    });
  });

  it("is for people who draw, of nodes that are there", async () => {
    for (const role of ["viewer", "agent"] satisfies Role[])
      expect((await ask({ node: "mail" }, { key: await api.keyOf(role) })).status).toBe(403);
    expect((await ask({ node: "none", document: drawing(mail) })).status).toBe(404);
    expect((await ask({ node: "mail" })).status).toBe(404);
    expect((await ask({ node: "mail", document: { nodes: [] } })).status).toBe(422);
  });
});

describe("POST /api/flows/{key}/preview/send", () => {
  const send = (body: object, how: { of?: TestApi; key?: string } = {}) =>
    ask({ node: "mail", document: drawing(mail), event, ...body }, { path: "/send", ...how });
  const owner = "owner@localhost.localdomain";
  const addPat = ({ sql }: TestApi) =>
    sql`insert into "user" (id, name, email, email_verified, role) values ('p-1', 'Pat', 'pat@example.com', true, 'analyst')`;

  it("sends what is shown to a person of this installation, marked, and counts it nowhere", async () => {
    await addPat(api);
    const sent = await send({ to: "Pat@Example.com" });
    expect(sent.body).toEqual({ to: "pat@example.com", subject: "[Test] Hi Ada <3, 7" });
    const parsed = await sink.accepted[0]?.parse();
    expect(sink.accepted.map(({ recipients }) => recipients)).toEqual([["pat@example.com"]]);
    expect(parsed?.subject).toBe("[Test] Hi Ada <3, 7");
    expect(sink.accepted[0]?.raw).not.toMatch(/^List-Unsubscribe/im);
    expect(String(parsed?.html)).toContain("https://shop.example/c-1");
    expect(await api.sql`select 1 from mail_link union all select 1 from message`).toHaveLength(0);
    expect(await api.sql`select detail from audit where action = 'sendPreview'`).toMatchObject([
      { detail: { node: "mail", to: "pat@example.com" } },
    ]);
    expect((await request(api.url).get("/u/test")).text).toContain("Nobody was unsubscribed");
  });

  it("does not write to strangers, for somebody else, or for a key that names nobody", async () => {
    expect((await send({ to: "eve@example.com" })).status).toBe(403);
    expect((await send({ to: owner }, { key: await api.keyOf("analyst") })).status).toBe(403);
    expect((await send({})).status).toBe(422);
    expect((await send({ to: "pat@example.com\r\nBcc: eve@example.com" })).status).toBe(403);
    expect(sink.accepted).toHaveLength(0);
  });

  it("says plainly what stands against it: values, and a server that is not there or does not take it", async () => {
    const missing = await send({ to: "pat@example.com", profile: { email: "a@example.com" } });
    expect([missing.status, missing.body.detail]).toEqual([
      409,
      expect.stringContaining("profile.firstName"),
    ]);
    sink.manners.unshift("550-rcpt");
    const refused = await send({ to: "pat@example.com" });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("550")]);
    await addPat(mute);
    const unable = await send(
      { to: "pat@example.com", profile: { email: "a@b.example", firstName: "A" } },
      { of: mute },
    );
    expect([unable.status, unable.body.detail]).toEqual([
      409,
      expect.stringContaining("SMTP_URL and MAIL_FROM"),
    ]);
  });

  it("sends ten in ten minutes, then asks to wait", async () => {
    const statuses: number[] = [];
    let last = await send({ to: "pat@example.com" });
    while (last.status === 200 && statuses.length < 20) {
      statuses.push(last.status);
      last = await send({ to: "pat@example.com" });
    }
    expect(last.status).toBe(429);
    expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
    expect(statuses.length).toBeLessThan(10);
  });
});
