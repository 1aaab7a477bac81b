// The contract that every front door passes: what is taken is durable, and what is too much, broken or a stranger's is not.
import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "./start-api.ts";
import type { TestApi } from "./start-api.ts";

interface DoorCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a caller of this door who is known to it calls it. */
export interface DoorSample {
  /** What it answers when it takes; default 202. */
  readonly taken?: number;
  /** Makes what the door needs: a webhook, a key. */
  prepare(api: TestApi): Promise<void>;
  /** A call whose one event has this id and `data`, which is a text of JSON. */
  call(api: TestApi, id: string, data: string): DoorCall;
  /** The same call from somebody the door does not know. */
  asStranger(call: DoorCall): DoorCall;
}

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join(",")}}`;

/** Registers the suite in the current `describe`. */
export function testFrontDoor(sample: DoorSample): void {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    await sample.prepare(api);
  }, 60_000);
  afterAll(() => api.close());

  const send = async ({ path, headers, body }: DoorCall) =>
    request(api.url)
      .post(path)
      .set({ "content-type": "application/json", ...headers })
      .send(body);
  const isStored = async (id: string) => (await api.sql`select 1 from event where id = ${id}`).length === 1;

  it("answers with the event's number once it is stored, and knows a repeat", async () => {
    const call = sample.call(api, "taken", '{"a":1}');
    const first = await send(call);
    expect([first.status, first.body.events]).toEqual([
      sample.taken ?? 202,
      [{ id: "taken", source: expect.any(String), event: expect.stringMatching(/^\d+$/), duplicate: false }],
    ]);
    const [row] = await api.sql`select data from event where seq = ${first.body.events[0].event}`;
    expect(JSON.stringify(row?.["data"])).toContain('"a":1');
    expect((await send(call)).body.events).toEqual([{ ...first.body.events[0], duplicate: true }]);
  });

  it("keeps every digit of a number, as text where a number would lose some", async () => {
    await send(sample.call(api, "digits", '{"id":820982911946154508,"n":[1e999,719.99]}'));
    const [row] = await api.sql`select data from event where id = 'digits'`;
    // A door may lay the data under a name of its own.
    expect(JSON.stringify(row?.["data"])).toMatch(/"id": ?"820982911946154508"/);
    expect(JSON.stringify(row?.["data"])).toMatch(/"n": ?\["1e999", ?719\.99\]/);
  });

  it("takes only POST", async () => {
    const { path } = sample.call(api, "got", "1");
    const answer = await request(api.url).get(path);
    expect([answer.status, answer.headers["allow"], answer.body.status]).toEqual([405, "POST", 405]);
  });

  it("refuses a stranger, whatever the body", async () => {
    const call = sample.asStranger(sample.call(api, "strange", "1"));
    for (const body of [call.body, "{"]) {
      const answer = await send({ ...call, body });
      expect([answer.status, answer.body.status]).toEqual([401, 401]);
      expect(answer.headers["content-type"]).toBe("application/problem+json");
    }
    expect(await isStored("strange")).toBe(false);
  });

  it.each([
    ["an event over 256 KB", `"${"x".repeat(256 * 1024)}"`, 413],
    ["a body over 5 MB", `"${"x".repeat(5 * 1024 * 1024)}"`, 413],
    ["what is nested too deeply", nested(70), 422],
    ["more than 10,000 keys", keys(10_001), 422],
    ["what is no JSON", "{", 400],
  ])("refuses %s", async (_what, data, status) => {
    const answer = await send(sample.call(api, "much", data));
    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(await isStored("much")).toBe(false);
  });
}
