// The steps that reach outside, whole: real database, real mail server, real supplier, each try as Temporal makes it.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MockActivityEnvironment } from "@temporalio/testing";
import type { ApplicationFailure } from "@temporalio/common";
import { createPgStore, listSentInputs, putSecret } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase, createTestRuns, testEvent } from "@throughline/db/testing";
import type { TestDatabase, TestRuns } from "@throughline/db/testing";
import type { JsonObject } from "@throughline/flow";
import { pino } from "pino";
import { createStepGuard } from "../isolation/step-guard.ts";
import { loadNodes, parseSealingKeys, sealSecret } from "@throughline/nodes";
import type { NodeRegistry } from "@throughline/nodes";
import { closeRun } from "@throughline/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPorts } from "../ports/index.ts";
import type { PortsHouse } from "../ports/index.ts";
import { quietLogger } from "../testing/quiet.ts";
import { chain } from "../testing/plans.ts";
import { startSmtpSink } from "@throughline/mail/testing";
import type { SmtpSink } from "@throughline/mail/testing";
import type { StepAnswer, StepInput } from "../workflow/step-input.ts";
import { createStepActivities } from "./run-step.ts";

const secretKeys = "cd".repeat(32);
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Order {
  readonly key: string;
  readonly id: string;
  readonly body: string;
  readonly path: string | undefined;
  readonly headers: IncomingMessage["headers"];
}
const orders: Order[] = [];
const answers: Answer[] = [];
const placed: Answer = (_request, response) =>
  response.writeHead(201, { "content-type": "application/json" }).end('{"reference":"SUP-1"}');
const supplier = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    orders.push({
      key: String(request.headers["idempotency-key"]),
      id: String(request.headers["webhook-id"]),
      body,
      path: request.url,
      headers: request.headers,
    });
    (answers.shift() ?? placed)(request, response);
  });
});

let database: TestDatabase;
let sink: SmtpSink;
let house: PortsHouse;
const guard = createStepGuard(pino({ level: "silent" }));
let nodes: NodeRegistry;
let store: PgStore;
let runs: TestRuns;
let url = "";
beforeAll(async () => {
  [database, sink, nodes] = await Promise.all([
    createTestDatabase(),
    startSmtpSink(),
    loadNodes({ names: "", folder: "." }),
  ]);
  store = createPgStore({ sql: database.sql, url: database.url, listen: false });
  runs = createTestRuns(database.sql, store);
  await runs.publish(chain("stock-reorder", []));
  await new Promise<void>((resolve) => supplier.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(supplier.address() as AddressInfo).port}/orders`;
  house = createPorts({
    store,
    sql: database.sql,
    smtpUrl: sink.url,
    mailFrom: "Shop <no-reply@shop.example>",
    publicUrl: "https://flows.example",
    secretKeys,
    allowPrivateAddresses: ["127.0.0.1/32"],
  });
  const keys = parseSealingKeys(secretKeys);
  await putSecret(database.sql, { name: "supplier", hosts: ["127.0.0.1"], by: "test" }, (version) =>
    sealSecret(keys, { name: "supplier", version }, "whsec_c2VjcmV0"),
  );
}, 60_000);
afterAll(async () => {
  supplier.closeAllConnections();
  supplier.close();
  await house?.close();
  await store?.close();
  await sink?.close();
  await database?.drop();
});
beforeEach(() => {
  orders.length = 0;
  answers.length = 0;
  sink.accepted.length = 0;
  sink.orphaned.length = 0;
});

let subjects = 0;
/** The newest run. */
let run = "";
const shortId = () => run.split(".")[1]?.slice(0, 8);

/** One step of a run of its own; each call is one more try. */
function stepOf(type: string, config: JsonObject, more: Partial<StepInput> = {}): () => Promise<StepAnswer> {
  const { subject = `subject-${(subjects += 1)}` } = more;
  const activity = createStepActivities({ nodes, store, ports: house, guard, log: () => undefined })[type];
  const opened = openRun(subject);
  return async () => {
    const id = await opened;
    const input: StepInput = {
      typeVersion: 1,
      config,
      scope: {},
      key: `${id}/node.1`,
      step: "node.1",
      unsure: "resend",
      subject,
      run: id,
      ...more,
    };
    return new MockActivityEnvironment({}, { logger: quietLogger }).run(
      activity as (given: StepInput) => Promise<StepAnswer>,
      input,
    );
  };
}

async function openRun(subject: string): Promise<string> {
  run = await runs.begin(testEvent("begin", subject));
  return run;
}

/** How many caps the newest run's subject has used. */
async function capsUsed(): Promise<number> {
  return (await database.sql`select 1 from cap_reservation where subject = ${`subject-${subjects}`}`).length;
}

const failure = (promise: Promise<unknown>): Promise<ApplicationFailure> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as ApplicationFailure,
  );

describe("reorder-stock", () => {
  let items = 0;
  const order = () =>
    stepOf("reorder-stock", {
      // An item of its own: what is on its way for one is not ordered again.
      sku: `sku-${++items}`,
      level: 2,
      reorderPoint: 5,
      quantity: 40,
      supplierUrl: url,
      secret: { $secret: "supplier" },
    });

  it("places one order, whatever the supplier does before it says yes, and never another", async () => {
    const tryAgain = order();
    answers.push(
      (request) => request.socket.destroy(),
      (_request, response) => response.writeHead(500).end(),
      (_request, response) => response.writeHead(503, { "retry-after": "7" }).end(),
    );
    expect(await failure(tryAgain())).toMatchObject({ type: "http-broken", nonRetryable: false });
    expect(await failure(tryAgain())).toMatchObject({ type: "http-server-error", nonRetryable: false });
    expect(await failure(tryAgain())).toMatchObject({ type: "http-busy", nextRetryDelay: 7000 });
    const answer = await tryAgain();
    expect(answer).toMatchObject({ port: "ordered", output: { quantity: 40, reference: "SUP-1" } });
    expect(await tryAgain()).toEqual(answer);
    expect(orders).toHaveLength(4);
    expect(new Set(orders.map(({ key, id, body }) => `${key} ${id} ${body}`)).size).toBe(1);
    expect(
      await database.sql`select state, reference, quantity::int as quantity from stock_order where key = ${orders[0]?.key ?? ""}`,
    ).toEqual([{ state: "placed", reference: "SUP-1", quantity: 40 }]);
  });

  it("waits as long as the supplier asks, and parks when it refuses or leads elsewhere", async () => {
    answers.push((_request, response) => response.writeHead(429, { "retry-after": "3600" }).end());
    expect(await failure(order()())).toMatchObject({ nextRetryDelay: 3_600_000, nonRetryable: false });
    answers.push((_request, response) => response.writeHead(422).end());
    expect(await failure(order()())).toMatchObject({ type: "http-refused", nonRetryable: true });
    answers.push((_request, response) => response.writeHead(307, { location: "http://10.0.0.1/" }).end());
    expect(await failure(order()())).toMatchObject({ type: "address-refused", nonRetryable: true });
    answers.push((_request, response) => response.writeHead(301, { location: "/elsewhere" }).end());
    expect(await failure(order()())).toMatchObject({ type: "http-refused", nonRetryable: true });
  });

  it("never shows the signing secret", async () => {
    answers.push((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"reference":"whsec_c2VjcmV0"}'),
    );
    expect(
      JSON.stringify([await order()(), [...(await database.sql`select * from effect`)], orders]),
    ).not.toContain("whsec_c2VjcmV0");
  });
});

describe("http-request", () => {
  const call = (config: JsonObject, scope: JsonObject) => stepOf("http-request", config, { scope });
  const liquid = ($liquid: string, as: string) => ({ $liquid, as });

  it("sends values as values, whatever is in them", async () => {
    const name = 'Ada "the" {{ x }}\\ \u2028</script>';
    const config = {
      method: "POST",
      url: liquid(`${url}/people/{{ trigger.data.id }}?of={{ trigger.data.name }}`, "address"),
      headers: { "X-Name": liquid("for {{ trigger.data.id }}", "line") },
      body: {
        name: liquid("{{ trigger.data.name }}", "text"),
        list: [liquid("{{ trigger.data.id }}", "text"), 1],
      },
    };
    await call(config, { trigger: { data: { id: "a/b?c#d&e=ü", name } } })();
    const [order] = orders;
    expect(order?.path).toBe(
      `${new URL(url).pathname.replace(/\/$/, "")}/people/a%2Fb%3Fc%23d%26e%3D%C3%BC?of=${encodeURIComponent(name)}`,
    );
    expect(JSON.parse(order?.body ?? "")).toEqual({ name, list: ["a/b?c#d&e=ü", 1] });
    expect(order?.headers["x-name"]).toBe("for a/b?c#d&e=ü");
  });

  it("is remembered as it was sent, rendered, and without what lets somebody in", async () => {
    const config = {
      method: "POST",
      url: liquid(`${url}/{{ trigger.data.id }}?token=abc`, "address"),
      headers: {
        Authorization: { $secret: "supplier" },
        "X-Id": liquid("for {{ trigger.data.id }}", "line"),
      },
      body: { note: liquid("{{ trigger.data.id }} came", "text"), long: "x".repeat(5000) },
    };
    await call(config, { trigger: { data: { id: 7 } } })();
    const sent = await listSentInputs(database.sql, run);
    expect(sent.get("node.1")).toMatchObject({
      method: "POST",
      url: `${url}/7?token=•••`,
      headers: { Authorization: "•••", "X-Id": "for 7" },
      body: {
        note: "7 came",
        long: expect.stringMatching(/^x+… \(cut: 5000 characters in all\)$/) as string,
      },
    });
    expect(JSON.stringify(sent.get("node.1"))).not.toContain("whsec_");
  });

  it.each([
    ["..", "a part of the path"],
    [".", "a part of the path"],
    ["", "a part of the path"],
    ["%2e%2E", null],
    ["../../admin", null],
  ])("calls no other address when a value in the path is %j", async (id, problem) => {
    const step = call(
      { method: "DELETE", url: liquid(`${url}/people/{{ trigger.data.id }}`, "address") },
      { trigger: { data: { id } } },
    );
    if (problem === null) {
      await step();
      expect(orders[0]?.path).toContain(`/people/${encodeURIComponent(id)}`);
    } else {
      expect(await failure(step())).toMatchObject({ type: "template-invalid", nonRetryable: true });
      expect(orders).toEqual([]);
    }
  });

  it("sends nothing when a value is missing, brings a line break into a header, or is no Latin text there", async () => {
    const header = (value: string) =>
      call(
        { method: "GET", url, headers: { "X-Name": liquid("{{ trigger.data.name }}", "line") } },
        {
          trigger: { data: { name: value } },
        },
      );
    expect(await failure(header("a\r\nX-Admin: 1")())).toMatchObject({ type: "template-invalid" });
    expect(await failure(header("Łukasz")())).toMatchObject({ type: "bad-header", nonRetryable: true });
    const missing = call({ method: "GET", url: liquid(`${url}/{{ trigger.data.id }}`, "address") }, {});
    expect(await failure(missing())).toMatchObject({ type: "missing-value" });
    expect(orders).toEqual([]);
  });

  it("takes a value that looks like a template as the value it is", async () => {
    await call(
      { method: "POST", url, body: { note: "{{ profile.email }}" } },
      { profile: { email: "a@b.c" } },
    )();
    expect(JSON.parse(orders[0]?.body ?? "")).toEqual({ note: "{{ profile.email }}" });
  });
});

describe("send-offer", () => {
  const offer = {
    to: "ada@example.com",
    code: "C-{{ run.shortId }}",
    value: "10%",
    validFor: "P2D",
    subject: "{{ code }}",
    body: "Use {{ code }} until {{ expires | date: '%Y' }}.",
    capPerSubject: { count: 1, per: "P30D" },
  };

  it("arrives once after greylisting, with one offer and one cap used", async () => {
    const tryAgain = stepOf("send-offer", offer);
    sink.manners.unshift("450-rcpt");
    expect(await failure(tryAgain())).toMatchObject({ type: "mail-later", nonRetryable: false });
    expect(await capsUsed()).toBe(0);
    const answer = await tryAgain();
    expect(answer).toMatchObject({ port: "sent", output: { code: `C-${shortId()}`, value: "10%" } });
    expect(await tryAgain()).toEqual(answer);
    expect(sink.accepted).toHaveLength(1);
    expect(await capsUsed()).toBe(1);
    expect((await sink.accepted[0]?.parse())?.text).toContain(`Use C-${shortId()} until 20`);
    expect(await database.sql`select code, revoked_at from offer where run = ${run}`).toEqual([
      { code: `C-${shortId()}`, revoked_at: null },
    ]);
  });

  it("is sent again as the same message when nobody knows, or parks when that was chosen", async () => {
    const tryAgain = stepOf("send-offer", offer);
    sink.manners.unshift("close-after-dot");
    expect(await failure(tryAgain())).toMatchObject({ type: "mail-unsure", nonRetryable: false });
    await tryAgain();
    const ids = await Promise.all(
      [...sink.orphaned, ...sink.accepted].map(async (mail) => (await mail.parse()).messageId),
    );
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);

    sink.manners.unshift("close-after-dot");
    const careful = stepOf("send-offer", offer, { unsure: "park" });
    expect(await failure(careful())).toMatchObject({ type: "effect-unsure", nonRetryable: true });
    expect(await failure(careful())).toMatchObject({ type: "effect-unsure" });
    expect(sink.accepted).toHaveLength(1);
  });

  it("revokes the offer of somebody who unsubscribed", async () => {
    await database.sql`insert into suppression (address, reason) values ('gone@example.com', 'unsubscribed')`;
    expect(await stepOf("send-offer", { ...offer, to: "gone@example.com" })()).toMatchObject({
      port: "suppressed",
      output: { reason: "unsubscribed" },
    });
    expect(await capsUsed()).toBe(0);
    expect(
      await database.sql`select revoked_at is not null as revoked from offer where run = ${run}`,
    ).toEqual([{ revoked: true }]);
  });

  it("parks on an address that is none, without trying again", async () => {
    expect(await failure(stepOf("send-offer", { ...offer, to: "nobody" })())).toMatchObject({
      type: "bad-address",
      nonRetryable: true,
    });
  });

  it.each([
    ["subject", "{{ profile.firstName }}"],
    ["body", "{% if profile.points > 3 %}many{% endif %}"],
    ["body", "{% for item in trigger.data.items %}{{ item }}{% endfor %}"],
    ["code", "{{ trigger.data.code | upcase }}"],
  ])("gives no offer when the %s reads a missing value: %s", async (field, text) => {
    expect(await failure(stepOf("send-offer", { ...offer, [field]: text })())).toMatchObject({
      type: "missing-value",
      nonRetryable: true,
    });
    expect(sink.accepted).toHaveLength(0);
    expect(await capsUsed()).toBe(0);
    expect(await database.sql`select code from offer where run = ${run}`).toEqual([]);
  });

  it("ends the run when its row is closed, and sends nothing", async () => {
    const step = stepOf("send-offer", offer, { subject: "closed" });
    const before = run;
    await expect.poll(() => run).not.toBe(before);
    await store.transact(closeRun, { run, outcome: "recovered", handled: 0, trail: [] });
    expect(await failure(step())).toMatchObject({ type: "run-closed", details: ["recovered"] });
    expect(sink.accepted).toHaveLength(0);
  });

  it("counts its cap over the runs of one subject", async () => {
    const again = { subject: "same-customer" };
    expect(await stepOf("send-offer", offer, again)()).toMatchObject({ port: "sent" });
    expect(await stepOf("send-offer", offer, again)()).toMatchObject({
      port: "suppressed",
      output: { reason: "cap" },
    });
    expect(sink.accepted).toHaveLength(1);
  });
});
