// What the API really answers about `cart-recovery` are the fixtures that the contract's test parses and a designer may build
// on. A change of shape shows as a change of these files: `npx vitest run apps/api/src/http/fixtures.test.ts -u`.
import { closeRun, openTask } from "@throughline/protocol";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createTestRuns } from "@throughline/db/testing";
import type { TestRuns } from "@throughline/db/testing";
import type { FlowDocument, Json } from "@throughline/flow";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepDoing } from "../testing/keep-doing.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
let api: TestApi;
let runs: TestRuns;
let live: ReadableStreamDefaultReader<string>;
const leaving = new AbortController();

beforeAll(async () => {
  api = await startApi();
  runs = createTestRuns(api.sql, api.deps.store);
  const stream = await fetch(`${api.url}/api/live`, { headers: by(), signal: leaving.signal });
  if (stream.body === null) throw new Error("Cannot watch: the answer has no body");
  live = stream.body.pipeThrough(new TextDecoderStream()).getReader();
}, 60_000);
afterAll(() => {
  leaving.abort();
  return api.close();
});

const by = () => ({ authorization: `Bearer ${api.adminKey}` });
const get = async (path: string) => (await request(api.url).get(path).set(by()).expect(200)).body as Json;
const post = (path: string, body: object = {}) => request(api.url).post(path).set(by()).send(body);

/** The event's number. */
async function send(type: string, subject: string, data: object): Promise<string> {
  const answer = await request(api.url)
    .post("/v1/events")
    .set("authorization", `Bearer ${api.writeKey}`)
    .send({ type, subject, data, id: `${type} of ${subject} ${JSON.stringify(data)}`, source: "shop" })
    .expect(202);
  return String(answer.body.events[0].event);
}

/** Matches what waits and hands everything over, as a worker does. */
async function work(): Promise<void> {
  await runs.match();
  await runs.deliver();
}

async function runOf(subject: string): Promise<string> {
  const [row] = await api.sql<{ id: string }[]>`select id from run where subject = ${subject}`;
  if (row === undefined) throw new Error(`Cannot find a run of "${subject}": none was started`);
  return row.id;
}

async function close(run: string, outcome: string, trail: readonly Json[]): Promise<void> {
  const row = await api.deps.store.readRun({ run });
  if (row === null) throw new Error(`Cannot close run "${run}": there is none`);
  const answer = await api.deps.store.transact(closeRun, {
    run,
    outcome,
    handled: row.nextN - 1,
    trail: [...trail],
  });
  expect(answer.kind).toBe("closed");
}

/** What differs from one day to the next is always the same here. */
function steady(answer: unknown): string {
  const text = JSON.stringify(answer, null, 2)
    .replaceAll(/cart-recovery\.[a-z0-9]{20,}/g, "cart-recovery.k3f9aaaaaaaaaaaaaaaaaaaaaa")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "2026-01-05T10:00:00.000Z")
    .replaceAll(/"event": "\d+"/g, '"event": "1042"')
    .replaceAll(/\b[0-9a-f]{64}\b/g, "0".repeat(64));
  return `${text}\n`;
}

const matchesFixture = (answer: unknown, name: string) =>
  expect(steady(answer)).toMatchFileSnapshot(`${root}fixtures/cart-recovery/http/${name}.json`);

const visit = (node: string, port: string | undefined, more: object = {}) => ({
  node,
  visit: 1,
  state: "left",
  startedAt: 1_767_607_200_000,
  endedAt: 1_767_607_201_000,
  ...(port === undefined ? {} : { port }),
  ...more,
});

describe("the API's answers about cart-recovery", () => {
  it("are those of the fixtures", { timeout: 60_000 }, async () => {
    const cart = JSON.parse(
      await readFile(`${root}examples/cart-recovery/flow.json`, "utf8"),
    ) as FlowDocument; // our own example
    await post("/api/flows", { key: cart.key, name: cart.name, document: cart }).expect(201);
    const broken = cart.nodes.map((node) =>
      node.id === "cart"
        ? { ...node, config: { ...node.config, filter: { $cel: "event.data.total >" } } }
        : node,
    );
    const validation = await post(`/api/flows/${cart.key}/validate`, {
      document: { ...cart, nodes: broken },
    });
    await matchesFixture(validation.body, "validation");
    await post(`/api/flows/${cart.key}/publish`, { revision: 1 }).expect(200);

    // Three carts: one gets a call, one is bought meanwhile, one parks and is given up.
    const started = await send("cart.updated", "customer-1", { cartId: "cart-1", total: 780 });
    await send("cart.updated", "customer-2", { cartId: "cart-2", total: 90 });
    await send("cart.updated", "customer-3", { cartId: "cart-3", total: 90 });
    await work();
    const refused = await send("cart.updated", "customer-1", { cartId: "cart-1", total: 810 });
    const missed = await send("cart.updated", "customer-4", { cartId: "cart-4", total: 0 });
    const woke = await send("order.placed", "customer-2", { cartId: "cart-2" });
    await work();
    const receipts = await Promise.all(
      [started, refused, missed, woke].map((event) => get(`/api/events/${event}/receipt`)),
    );
    await matchesFixture(receipts, "receipts");
    await matchesFixture(await get(`/api/runs/${await runOf("customer-2")}`), "run-open");

    const called = await runOf("customer-1");
    await api.deps.store.transact(openTask, {
      run: called,
      step: "call.1",
      node: "call",
      content: {
        queue: "sales",
        title: "Call Ada about a cart of 780",
        body: "Cart cart-1 was left half an hour ago.",
        form: {
          type: "object",
          properties: { note: { type: "string", title: "What was said", maxLength: 500 } },
        },
        decisions: [
          { key: "called", label: "Called" },
          { key: "let-go", label: "Let it go" },
        ],
        dueAt: 1_767_621_600_000,
        escalate: [],
      },
    });
    const [task] = await api.sql<{ id: string }[]>`select id from task`;
    const taskPath = `/api/tasks/${encodeURIComponent(task?.id ?? "")}`;
    await matchesFixture(await get(taskPath), "task");
    const decision = { decision: "called", values: { note: "Will order tonight" } };
    await matchesFixture((await post(`${taskPath}/decide`, decision)).body, "task-decided");
    await matchesFixture((await post(`${taskPath}/decide`, decision)).body, "problem");

    await close(called, "called", [
      visit("cart", "next", { output: { type: "cart.updated", data: { cartId: "cart-1", total: 780 } } }),
      visit("ordered", "timeout", { output: { port: "timeout", event: null } }),
      visit("offer", "next", {
        input: { to: "ada@example.com", value: "10%" },
        output: { code: "COMEBACK-k3f9aaaa" },
      }),
      visit("call", "called", { output: { ...decision, by: "key:configured admin key" } }),
      visit("called", undefined),
    ]);
    await matchesFixture(await get(`/api/runs/${called}`), "run-closed");
    const givenUp = await runOf("customer-3");
    await close(givenUp, "cancelled", [
      visit("cart", "next"),
      visit("offer", undefined, {
        state: "parked",
        endedAt: undefined,
        input: { to: "nobody" },
        error: { code: "smtp-refused", message: "Cannot send the mail: the server refuses this address" },
      }),
    ]);
    await matchesFixture(await get(`/api/runs/${givenUp}`), "run-parked");
    await matchesFixture(await liveMessages(), "live");
  });
});

/** One message of every kind, as soon as each was told. */
async function liveMessages(): Promise<readonly Json[]> {
  const kinds = ["hello", "flow", "event", "run", "task"];
  const found = new Map<string, Json>();
  let text = "";
  // The feed's first look only notes what there is, so the run and the task are touched until they were told.
  const stopTouching = keepDoing(async () => {
    await api.sql`update run set shown_at = clock_timestamp()`;
    await api.sql`update task set ended_at = clock_timestamp()`;
    await api.sql`update flow set updated_at = clock_timestamp()`;
    await send("cart.updated", "customer-5", { total: 0, cartId: String(performance.now()) });
  });
  try {
    while (kinds.some((kind) => !found.has(kind))) {
      text += (await live.read()).value ?? "";
      for (const [, line] of text.matchAll(/^data: (.+)\n\n/gm)) {
        const message = JSON.parse(line ?? "null") as { kind: string; type?: string }; // what the stream carries
        if (message.type === undefined || message.type === "cart.updated") found.set(message.kind, message);
      }
    }
  } finally {
    // What were still under way would meet an API that is closed.
    await stopTouching();
  }
  return kinds.flatMap((kind) => found.get(kind) ?? []);
}
