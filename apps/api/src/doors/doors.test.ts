import { gzipSync } from "node:zlib";
import { CloudEvent, HTTP } from "cloudevents";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const post = (body: string | Buffer | object, headers: Record<string, string> = {}) =>
  request(api.url)
    .post("/v1/events")
    .set({ authorization: `Bearer ${api.writeKey}`, "content-type": "application/json", ...headers })
    // supertest would turn bytes into JSON.
    .serialize((bytes: unknown) => bytes as string)
    .send(Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body));
const cloudEvent = (id: string, more: Record<string, unknown> = {}) => ({
  specversion: "1.0",
  id,
  source: "shop",
  type: "cart.updated",
  ...more,
});
const stored = async (id: string) => {
  const [row] = await api.sql`select source, id, type, subject, time, data from event where id = ${id}`;
  return row ?? null;
};

describe("POST /v1/events, CloudEvents", () => {
  it("takes what the cloudevents client sends, structured and binary", async () => {
    const event = new CloudEvent({
      id: "client-1",
      source: "shop",
      type: "cart.updated",
      subject: "cüstomer %7",
      time: "2026-11-24T09:30:00.000Z",
      data: { total: 12.5 },
    });
    for (const message of [HTTP.structured(event), HTTP.binary(event.cloneWith({ id: "client-2" }))]) {
      const headers = Object.fromEntries(
        // The client leaves percent-encoding of header values to its sender.
        Object.entries(message.headers).map(([name, value]) => [
          name,
          name === "ce-subject" ? encodeURIComponent(String(value)) : String(value),
        ]),
      );
      const answer = await post(String(message.body), headers);
      expect(answer.body).toMatchObject({ events: [{ source: "shop", duplicate: false }] });
      expect(answer.status).toBe(202);
    }
    for (const id of ["client-1", "client-2"]) {
      expect(await stored(id)).toMatchObject({
        type: "cart.updated",
        subject: "cüstomer %7",
        data: { total: 12.5 },
        time: new Date("2026-11-24T09:30:00Z"),
      });
    }
  });

  it("takes a batch and says which of its events it knew", async () => {
    const batch = [cloudEvent("b-1"), cloudEvent("b-2"), cloudEvent("b-1")];
    const first = await post(batch, { "content-type": "application/cloudevents-batch+json" });
    expect(first.status).toBe(202);
    expect(first.body.events.map((event: { duplicate: boolean }) => event.duplicate)).toEqual([
      false,
      false,
      true,
    ]);
    const again = await post(batch, { "content-type": "application/cloudevents-batch+json; charset=utf-8" });
    expect(again.body.events.map((event: { event: string }) => event.event)).toEqual(
      first.body.events.map((event: { event: string }) => event.event),
    );
    expect(again.body.events.every((event: { duplicate: boolean }) => event.duplicate)).toBe(true);
  });

  it("keeps text and bytes in data", async () => {
    await post("hello", {
      "content-type": "text/plain",
      "ce-specversion": "1.0",
      "ce-id": "text-1",
      "ce-source": "shop",
      "ce-type": "note",
    }).expect(202);
    await post(Buffer.from([0, 255]), {
      "content-type": "application/octet-stream",
      "ce-specversion": "1.0",
      "ce-id": "bytes-1",
      "ce-source": "shop",
      "ce-type": "note",
    }).expect(202);
    await post(cloudEvent("base64-1", { data_base64: Buffer.from('{"a":1}').toString("base64") }), {
      "content-type": "application/cloudevents+json",
    }).expect(202);
    expect((await stored("text-1"))?.["data"]).toBe("hello");
    expect((await stored("bytes-1"))?.["data"]).toBe("AP8=");
    expect((await stored("base64-1"))?.["data"]).toEqual({ a: 1 });
  });

  it.each([
    ["no specversion", { specversion: undefined }, "/specversion"],
    ["another specversion", { specversion: "0.3" }, "/specversion"],
    ["no id", { id: undefined }, "/id"],
    ["an empty id", { id: "" }, "/id"],
    ["a number as id", { id: 42 }, "/id"],
    ["a source with a space", { source: "my shop" }, "/source"],
    ["no type", { type: undefined }, "/type"],
    ["an empty subject", { subject: "" }, "/subject"],
    ["no instant as time", { time: "yesterday" }, "/time"],
    ["a capital in an attribute's name", { myExtension: 1 }, "/myExtension"],
    ["data twice", { data: 1, data_base64: "AA==" }, "/data_base64"],
    ["no base64", { data_base64: "???" }, "/data_base64"],
  ])("refuses %s and names it", async (_what, more, path) => {
    const answer = await post(
      { ...cloudEvent("bad"), ...more },
      { "content-type": "application/cloudevents+json" },
    );
    expect(answer.status).toBe(422);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.body.problems).toContainEqual(expect.objectContaining({ path }));
  });

  it("names every bad event of a batch by index and stores nothing of it", async () => {
    const batch = [cloudEvent("atomic-0"), { id: "x" }, cloudEvent("atomic-2", { time: "?" })];
    const answer = await post(batch, { "content-type": "application/cloudevents-batch+json" });
    expect(answer.status).toBe(422);
    const paths = answer.body.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(expect.arrayContaining(["/1/specversion", "/1/source", "/1/type", "/2/time"]));
    expect(await stored("atomic-0")).toBeNull();
  });
});

describe("extensions of a CloudEvent", () => {
  const extOf = async (id: string) => {
    const [row] = await api.sql`select ext from event where id = ${id}`;
    return row?.["ext"] as unknown;
  };

  it("are kept, whichever mode they came in, and shown", async () => {
    const ext = { tenant: "blue", traceparent: "00-4bf9-01", attempt: 2, live: true };
    const type = { "content-type": "application/cloudevents+json" };
    await post(cloudEvent("ext-1", { ...ext, dataschema: "https://a.example/s", gone: null }), type).expect(
      202,
    );
    expect(await extOf("ext-1")).toEqual({ ...ext, dataschema: "https://a.example/s" });
    await post("{}", {
      "ce-specversion": "1.0",
      "ce-id": "ext-2",
      "ce-source": "shop",
      "ce-type": "note",
      "ce-tenant": "bl%C3%BCe",
    }).expect(202);
    expect(await extOf("ext-2")).toEqual({ tenant: "blüe" });
    const sent = await post({ type: "ping", id: "ext-3", ext: { tenant: "red" } });
    expect(await extOf("ext-3")).toEqual({ tenant: "red" });
    await post(cloudEvent("ext-4"), type).expect(202);
    expect(await extOf("ext-4")).toBeNull();
    const receipt = await request(api.url)
      .get(`/api/events/${String(sent.body.events[0].event)}/receipt`)
      .set("authorization", `Bearer ${api.adminKey}`);
    expect(receipt.body.event.ext).toEqual({ tenant: "red" });
  });

  it.each([
    ["a structured value", cloudEvent("bad", { tenant: { a: 1 } }), "/tenant"],
    ["U+0000", cloudEvent("bad", { tenant: "a\u0000" }), "/tenant"],
    ["a name that is none", { type: "ping", ext: { "my-tenant": 1 } }, "/ext/my-tenant"],
    ["no object", { type: "ping", ext: "blue" }, "/ext"],
    ["a structured value beside the fields", { type: "ping", ext: { tenant: [] } }, "/ext/tenant"],
  ])("are refused with their place: %s", async (_what, event, path) => {
    const answer = await post(event);
    expect([answer.status, answer.body.problems[0].path]).toEqual([422, path]);
  });

  it.each([
    ["percent-encoded", "c%C3%BCstomer %257", "cüstomer %7"],
    ["as it is", "cüstomer", "cüstomer"],
    ["with a % that means itself", "100% sure", "100% sure"],
    ["with both", "5% für %C3%BC", "5% für ü"],
    ["with an escape that is no UTF-8", "a%FFb", "a%FFb"],
    ["quoted", '"a \\"b\\""', 'a "b"'],
  ])("the subject of binary mode is read %s", async (what, sent, subject) => {
    await post(Buffer.from("{}"), {
      "ce-specversion": "1.0",
      "ce-id": `subject ${what}`.replaceAll("%", ""),
      "ce-source": "shop",
      "ce-type": "note",
      // A header's bytes are written as Latin-1.
      "ce-subject": Buffer.from(sent, "utf8").toString("latin1"),
    }).expect(202);
    expect((await stored(`subject ${what}`.replaceAll("%", "")))?.["subject"]).toBe(subject);
  });
});

describe("POST /v1/events, plain JSON", () => {
  it("takes the shortest event there is", async () => {
    const answer = await post({ type: "ping" });
    expect(answer.status).toBe(202);
    expect(answer.body.events).toEqual([
      { id: expect.any(String), source: "http", event: expect.stringMatching(/^\d+$/), duplicate: false },
    ]);
  });

  it("takes a repeat with the same Idempotency-Key as the same event, alone and in a list", async () => {
    const send = (body: object) => post(body, { "idempotency-key": "idem-1" });
    const [first, again] = [await send({ type: "ping" }), await send({ type: "ping" })];
    expect(again.body.events[0]).toEqual({ ...first.body.events[0], duplicate: true });
    const list = [{ type: "ping" }, { type: "ping" }];
    const [one, two] = [await send(list), await send(list)];
    expect(one.body.events.map((event: { duplicate: boolean }) => event.duplicate)).toEqual([false, false]);
    expect(two.body.events.map((event: { duplicate: boolean }) => event.duplicate)).toEqual([true, true]);
  });

  it("takes an empty list, and a CloudEvent among plain events", async () => {
    expect((await post([])).body).toEqual({ events: [] });
    await post([{ type: "ping" }, cloudEvent("mixed-1")]).expect(202);
    expect(await stored("mixed-1")).not.toBeNull();
  });

  it("refuses unknown fields by name", async () => {
    const answer = await post({ type: "ping", total: 3 });
    expect(answer.body.problems).toEqual([{ path: "/total", message: expect.stringContaining("data") }]);
  });

  it.each([
    ["no JSON", "{", "application/json", 400],
    ["another content type", "<a/>", "application/xml", 415],
    ["a form", "a=1", "application/x-www-form-urlencoded", 415],
    ["a number", "1", "application/json", 422],
    ["a batch that is no list", "{}", "application/cloudevents-batch+json", 422],
    ["a list as one CloudEvent", "[]", "application/cloudevents+json", 422],
  ])("refuses %s", async (_what, body, type, status) => {
    expect((await post(body, { "content-type": type })).status).toBe(status);
  });
});

describe("limits", () => {
  it("refuses an event over 256 KB by its index in a list", async () => {
    const big = { type: "ping", data: "x".repeat(256 * 1024) };
    const list = await post([{ type: "ping" }, big]);
    expect(list.status).toBe(422);
    expect(list.body.problems).toEqual([{ path: "/1", message: expect.stringContaining("262144") }]);
  });

  it("counts keys and nesting of each event of a list on its own, and names the one that has too many", async () => {
    const withKeys = (count: number) => ({
      type: "ping",
      data: Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1])),
    });
    expect((await post(Array.from({ length: 1_000 }, () => withKeys(40)))).status).toBe(202);
    const many = await post([withKeys(1), withKeys(1), withKeys(10_001)]);
    expect([many.status, many.body.problems]).toEqual([
      422,
      [{ path: "/2", message: "more than 10000 keys" }],
    ]);
    const nested = (levels: number) => `{"type":"ping","data":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect((await post(`[${nested(63)}]`)).status).toBe(202);
    const deep = await post(`[{"type":"ping"}, ${nested(64)}]`);
    expect([deep.status, deep.body.problems]).toEqual([
      422,
      [{ path: "/1", message: "nested deeper than 64 levels" }],
    ]);
  });

  it("names the place of an event that is alone in its list", async () => {
    const paths = async (list: object[], headers: Record<string, string> = {}) =>
      (await post(list, headers)).body.problems.map((problem: { path: string }) => problem.path);
    expect(await paths([{ subject: "x" }])).toEqual(["/0/type"]);
    expect(await paths([{ type: "ping", data: "x".repeat(256 * 1024) }])).toEqual(["/0"]);
    const authorization = `Bearer ${await api.writeKeyFor("pos")}`;
    expect(await paths([{ type: "ping", source: "bank" }], { authorization })).toEqual(["/0/source"]);
  });

  it("refuses a body over 5 MB, a gzip bomb and too many events", async () => {
    expect((await post(JSON.stringify("x".repeat(5 * 1024 * 1024)))).status).toBe(413);
    expect(
      (await post(gzipSync(Buffer.alloc(50_000_000, 0x20)), { "content-encoding": "gzip" })).status,
    ).toBe(413);
    expect((await post(JSON.stringify(Array.from({ length: 1001 }, () => ({ type: "ping" }))))).status).toBe(
      413,
    );
  });

  it("takes a compressed body", async () => {
    await post(gzipSync(JSON.stringify({ type: "ping", id: "gz-1" })), { "content-encoding": "gzip" }).expect(
      202,
    );
    expect(await stored("gz-1")).not.toBeNull();
  });

  it("stores what others sent at the same moment when one event cannot be stored", async () => {
    // Stands for whatever passes every check of the door and is refused by Postgres all the same.
    await api.sql`create function refuse_poison() returns trigger language plpgsql as
      $$ begin if new.id = 'poison' then raise exception 'unsupported value' using errcode = '22P05'; end if; return new; end $$`;
    await api.sql`create trigger refuse_poison before insert on event_p0 for each row execute function refuse_poison()`;
    const poison = post({ type: "ping", id: "poison" });
    const good = Array.from({ length: 99 }, (_, i) => post({ type: "ping", id: `beside-${i}` }));
    const answers = await Promise.all([poison, ...good]);
    expect(answers.slice(1).map((answer) => answer.status)).toEqual(good.map(() => 202));
    expect(answers[0]?.status).toBe(422);
    expect(await stored("beside-98")).not.toBeNull();
    expect(await stored("poison")).toBeNull();
  });
});

describe("what clients are told", () => {
  it("takes one event to a line, and names the line's event that is not right", async () => {
    const type = { "content-type": "application/x-ndjson" };
    const lines = ['{"type":"ping","id":"line-1"}', "", '{"type":"ping","id":"line-2"}\r', ""].join("\n");
    const taken = await post(lines, type);
    expect(taken.body.events.map((event: { id: string }) => event.id)).toEqual(["line-1", "line-2"]);
    expect((await post('{"type":"ping"}\n{"type"', type)).status).toBe(400);
    const wrong = await post('{"type":"ping"}\n{"id":"x"}', type);
    expect([wrong.status, wrong.body.problems]).toEqual([422, [{ path: "/1/type", message: "is missing" }]]);
  });

  it("tells who uses curl -d what to add", async () => {
    const answer = await post('{"type":"ping"}', { "content-type": "application/x-www-form-urlencoded" });
    expect([answer.status, answer.body.detail]).toEqual([
      415,
      expect.stringContaining("-H 'Content-Type: application/json'"),
    ]);
  });

  it.each(["/v1/events", "/v1/batch", "/api/flows"])(
    "says 413 to a client that looks for an answer only when it has sent everything: %s",
    async (path) => {
      const authorization = `Bearer ${path === "/api/flows" ? api.adminKey : api.writeKey}`;
      for (const megabytes of [6, 10, 30]) {
        const answer = await fetch(`${api.url}${path}`, {
          method: "POST",
          headers: { authorization, "content-type": "application/json" },
          body: Buffer.alloc(megabytes * 1024 * 1024, 0x20),
        });
        expect([megabytes, answer.status]).toEqual([megabytes, 413]);
      }
    },
  );
});

describe("who may send", () => {
  it("takes the key as the user of Basic", async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const text of [`${api.writeKey}:`, `${api.writeKey}:secret`, api.writeKey]) {
      await post({ type: "ping" }, { authorization: basic(text) }).expect(202);
    }
    expect((await post({ type: "ping" }, { authorization: basic(":") })).status).toBe(401);
  });

  it.each([
    ["nobody", undefined],
    ["a wrong key", "Bearer tl_write_wrong"],
    ["another scheme", "Basic dGw6"],
  ])("refuses %s", async (_what, authorization) => {
    const send = request(api.url).post("/v1/events").send({ type: "ping" });
    expect((await (authorization === undefined ? send : send.set({ authorization }))).status).toBe(401);
  });

  it("refuses an API key: sending and reading are two rights", async () => {
    expect((await post({ type: "ping" }, { authorization: `Bearer ${api.adminKey}` })).status).toBe(403);
  });

  it("lets a key claim only its sources, and takes the first as its own", async () => {
    const authorization = `Bearer ${await api.writeKeyFor("pos", "shop")}`;
    expect((await post({ type: "ping" }, { authorization })).body.events[0].source).toBe("pos");
    await post({ type: "ping", source: "shop" }, { authorization }).expect(202);
    const foreign = await post([{ type: "ping" }, { type: "ping", source: "bank" }], { authorization });
    expect(foreign.status).toBe(403);
    expect(foreign.body.problems[0].path).toBe("/1/source");
  });

  it.each([
    [{ type: "ping", source: "throughline/mail" }, "/source"],
    [{ type: "ping", source: "hook/stripe" }, "/source"],
    [{ type: "throughline.started" }, "/type"],
    [{ type: "hook.stripe" }, "/type"],
  ])("refuses %j: that is written by Throughline itself", async (event, path) => {
    const answer = await post(event);
    expect(answer.status).toBe(422);
    expect(answer.body.problems[0].path).toBe(path);
  });

  it("takes only POST", async () => {
    const answer = await request(api.url).get("/v1/events");
    expect([answer.status, answer.headers["allow"]]).toEqual([405, "POST"]);
  });
});
