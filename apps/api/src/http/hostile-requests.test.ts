// Whatever is sent to whichever address of the OpenAPI document: the answer is one that the document declares, a refusal is a
// problem of a known type, and never ours (5xx).
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { routes } from "@throughline/contract";
import type { RouteName } from "@throughline/contract";
import { emptyDocument } from "@throughline/flow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doorPaths } from "../doors/describe-doors.ts";
import { fromSchema, hostile } from "../testing/from-schema.ts";
import type { JsonSchema } from "../testing/from-schema.ts";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";
import { openApiDocument } from "./openapi.ts";
import { problemType, problemTypes } from "./problem-types.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}
const document = JSON.parse(JSON.stringify(openApiDocument("http://test", doorPaths))) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}; // as it is served
const named = document.components.schemas;
const operations = Object.entries(document.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      ...operation,
    })),
  )
  // It does not end; what it refuses is what every route does.
  .filter(({ operationId }) => operationId !== "live");
const types = problemTypes.map(([code]) => problemType(code as Parameters<typeof problemType>[0])); // the table's own codes

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const by = { authorization: `Bearer ${api.adminKey}`, "content-type": "application/json" };
  const put = (path: string, body: object) =>
    fetch(`${api.url}/api/${path}`, { method: "PUT", headers: by, body: JSON.stringify(body) });
  await put("flows/seen", { document: emptyDocument("seen", "Seen") });
  await put("hooks/seen", { name: "Seen", scheme: { kind: "bearer" }, secret: "a-secret-that-is-long" });
  await put("stock-items/seen", { name: "Seen", level: 1, reorderPoint: 1, reorderQuantity: 1 });
  await put("topics/seen", { title: "Seen", opt: "in" });
}, 60_000);
afterAll(() => api.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

async function send({ method, path, headers = {}, body }: Sent): Promise<Response> {
  const key = path.startsWith("/v1/") ? api.writeKey : api.adminKey;
  return fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body === undefined || method === "GET" || method === "HEAD"
      ? {}
      : { body: typeof body === "string" ? body : Uint8Array.from(body) }),
  });
}

/** What every refusal is. */
async function expectRefusal(answer: Response, what: string): Promise<void> {
  expect([what, answer.headers.get("content-type")]).toEqual([
    what,
    expect.stringMatching(/^application\/problem\+json/),
  ]);
  const problem = (await answer.json()) as { type: string; status: number; detail: string }; // judged below
  expect([what, problem.status]).toEqual([what, answer.status]);
  expect(types).toContain(problem.type);
  expect(problem.detail).toMatch(/^Cannot /);
}

const part = fc.oneof(
  fc.constantFrom(
    "seen",
    "nothing",
    "1",
    "0",
    "%00",
    "%2e%2e%2f",
    "x".repeat(600),
    "%F0%9F%9A%80",
    "%ff",
    "a%20b",
    "null",
  ),
  fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }).map(encodeURIComponent),
);

const calls = (operation: (typeof operations)[number]): fc.Arbitrary<Sent> => {
  const parameters = operation.parameters ?? [];
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const bodies = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema);
  return fc
    .record({
      parts: fc.array(part, { minLength: 3, maxLength: 3 }),
      query: fc.record(
        Object.fromEntries(
          inQuery.map(({ name, schema }) => [name, fc.oneof(fromSchema(schema, named), hostile)]),
        ),
        { requiredKeys: [] },
      ),
      unknown: fc.boolean(),
      body:
        bodies.length === 0
          ? fc.constant(undefined)
          : fc.oneof(...bodies.map((schema) => fromSchema(schema, named))),
      broken: fc.nat(9),
    })
    .map(({ parts, query, unknown, body, broken }) => {
      let at = 0;
      const path = operation.path.replaceAll(/\{\w+\}/g, () => parts[at++ % parts.length] ?? "");
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, toText(value).slice(0, 2_000)]),
      );
      if (unknown && broken === 0) search.set("unknown", "1");
      const whole = body === undefined ? undefined : JSON.stringify(body);
      return {
        method: operation.method,
        path: search.size === 0 ? path : `${path}?${search.toString()}`,
        ...(whole === undefined ? {} : { body: broken === 0 ? whole.slice(0, -1) : whole }),
      };
    });
};

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

describe.each(operations)("$method $path", (operation) => {
  it("answers anything as it declares, never with a fault of ours", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(calls(operation), async (call) => {
        const answer = await send(call);
        const what = `${call.method} ${call.path} ${String(call.body)} -> ${answer.status}`;
        // 503 is right where it was asked for: a webhook without a secret, a run that cannot be asked.
        if (answer.status >= 500) expect(what).toMatch(/(?:^POST \/hooks\/|\/resolve ).* -> 503$/s);
        if (answer.status >= 400) await expectRefusal(answer, what);
        else if (answer.status !== 204 && Object.hasOwn(routes, operation.operationId)) {
          const body = await answer.text();
          const route = routes[operation.operationId as RouteName]; // it is one
          if (body !== "") expect(route.answer.safeParse(JSON.parse(body)).error).toBeUndefined();
        } else await answer.arrayBuffer();
      }),
      { numRuns: 15, seed: 20_261_128, endOnFailure: true },
    );
  });
});

describe("a request that is not as it should be", () => {
  const flow = JSON.stringify({ key: "form", name: "Form" });
  it.each<[what: string, sent: Sent, status: number]>([
    ["an unknown address", { method: "GET", path: "/api/flow" }, 404],
    [
      "an unknown address that asks for HTML",
      { method: "GET", path: "/api/flow", headers: { accept: "text/html" } },
      404,
    ],
    ["another version", { method: "POST", path: "/v2/events", body: "{}" }, 404],
    [
      "a known address that asks for HTML",
      { method: "GET", path: "/api/runs?limit=0", headers: { accept: "text/html" } },
      400,
    ],
    ["limit=0", { method: "GET", path: "/api/runs?limit=0" }, 400],
    ["limit=-1", { method: "GET", path: "/api/events?limit=-1" }, 400],
    ["limit=1e3", { method: "GET", path: "/api/events?limit=1e3" }, 400],
    ["limit=ten", { method: "GET", path: "/api/events?limit=ten" }, 400],
    ["limit twice", { method: "GET", path: "/api/events?limit=1&limit=2" }, 400],
    ["an unknown parameter", { method: "GET", path: "/api/runs?colour=red" }, 400],
    ["an unknown word", { method: "GET", path: "/api/runs?state=happy" }, 400],
    ["a parameter where none is known", { method: "GET", path: "/api/me?x=1" }, 400],
    ["%00 in the address", { method: "GET", path: "/api/subjects/%00" }, 400],
    ["%00 in the query", { method: "GET", path: "/api/tasks?queue=%00" }, 400],
    ["600 characters", { method: "GET", path: `/api/flows/${"x".repeat(600)}` }, 400],
    ["a bad escape", { method: "GET", path: "/api/subjects/%E0%A4%A" }, 400],
    ["a version beyond the column", { method: "GET", path: "/api/flows/seen/versions/99999999999" }, 400],
    ["broken JSON", { method: "POST", path: "/api/flows", body: "{" }, 400],
    ["two documents", { method: "POST", path: "/api/flows", body: `${flow}${flow}` }, 400],
    ["no UTF-8", { method: "POST", path: "/api/flows", body: Buffer.from([0x22, 0xff, 0x22]) }, 400],
    [
      "a wrong type",
      { method: "POST", path: "/api/flows", body: flow, headers: { "content-type": "text/plain" } },
      415,
    ],
    [
      "a patch",
      {
        method: "POST",
        path: "/api/flows",
        body: flow,
        headers: { "content-type": "application/json-patch+json" },
      },
      415,
    ],
    [
      "an unknown encoding",
      { method: "POST", path: "/api/flows", body: flow, headers: { "content-encoding": "zstd" } },
      415,
    ],
    [
      "what is no gzip",
      { method: "POST", path: "/api/flows", body: flow, headers: { "content-encoding": "gzip" } },
      400,
    ],
    [
      "a bomb",
      {
        method: "POST",
        path: "/api/flows",
        body: gzipSync(Buffer.alloc(50_000_000)),
        headers: { "content-encoding": "gzip" },
      },
      413,
    ],
    [
      "a field that is none",
      { method: "POST", path: "/api/flows", body: JSON.stringify({ key: "form", name: "x", more: 1 }) },
      422,
    ],
    ["no body", { method: "POST", path: "/api/flows" }, 422],
  ])("%s", async (_what, sent, status) => {
    const answer = await send(sent);
    expect(answer.status).toBe(status);
    await expectRefusal(answer, sent.path);
  });

  it("of another method names those that there are", async () => {
    for (const [method, path, allow] of [
      ["POST", "/api/me", "GET, HEAD, OPTIONS"],
      ["PATCH", "/api/flows", "GET, HEAD, POST, OPTIONS"],
      ["DELETE", "/api/flows/seen/publish", "POST, OPTIONS"],
      ["GET", "/v1/events", "POST"],
      ["PUT", "/hooks/seen", "POST"],
    ] as const) {
      const answer = await send({ method, path, body: "{}" });
      expect([path, answer.status, answer.headers.get("allow")]).toEqual([path, 405, allow]);
      await expectRefusal(answer, path);
    }
    const options = await send({ method: "OPTIONS", path: "/api/flows/seen" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, PUT, DELETE, OPTIONS"]);
  });

  it("HEAD is as GET without the body, also of what never ends", async () => {
    for (const path of ["/api/flows", "/api/live", "/api/flows/nothing"]) {
      const answer = await send({ method: "HEAD", path });
      expect([path, answer.status, await answer.text()]).toEqual([
        path,
        path.endsWith("nothing") ? 404 : 200,
        "",
      ]);
    }
  });

  it("a body in gzip is read, and one without content type is JSON", async () => {
    const zipped = {
      body: gzipSync(JSON.stringify({ key: "zipped", name: "Zipped" })),
      headers: { "content-encoding": "gzip" },
    };
    expect((await send({ method: "POST", path: "/api/flows", ...zipped })).status).toBe(201);
    const untyped = await fetch(`${api.url}/api/flows`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.adminKey}` },
      body: Buffer.from(JSON.stringify({ key: "untyped", name: "Untyped" })),
    });
    expect(untyped.status).toBe(201);
  });

  it.each([
    ["no HTTP", "NONSENSE\r\n\r\n", 400],
    ["headers over 16 KB", `GET /api/me HTTP/1.1\r\nHost: x\r\nX-Much: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    [
      "two lengths",
      "POST /api/flows HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
    ],
  ])("%s is a problem too", async (_what, bytes, status) => {
    const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
    socket.end(bytes);
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
    expect(head).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} .*content-type: application/problem\\+json`, "is"),
    );
    expect(types).toContain((JSON.parse(body) as { type: string }).type); // judged here
  });
});

describe("deleting", () => {
  it.each(["flows", "hooks", "secrets", "keys", "topics", "suppressions", "dead-letters"])(
    "what is not there, in /api/%s, is not found",
    async (noun) => {
      const answer = await send({ method: "DELETE", path: `/api/${noun}/nothing` });
      expect(answer.status).toBe(404);
      await expectRefusal(answer, noun);
    },
  );

  it("twice is not found the second time", async () => {
    await send({ method: "POST", path: "/api/flows", body: JSON.stringify({ key: "twice", name: "Twice" }) });
    const statuses = [];
    for (let n = 0; n < 2; n += 1)
      statuses.push((await send({ method: "DELETE", path: "/api/flows/twice" })).status);
    expect(statuses).toEqual([204, 404]);
  });
});

describe("a list", () => {
  const page = async (path: string) => {
    const answer = await send({ method: "GET", path });
    return (await answer.json()) as { items: { id: string }[]; next: string | null }; // a list of events
  };
  const event = (id: string) =>
    send({
      method: "POST",
      path: "/v1/events",
      body: JSON.stringify({ type: "paged.event", source: "paging", id }),
    });

  it("goes on where it was, whatever comes meanwhile", async () => {
    for (let n = 0; n < 6; n += 1) await event(`before-${n}`);
    const seen: string[] = [];
    let after: string | null = "";
    for (let turn = 0; after !== null; turn += 1) {
      const { items, next }: Awaited<ReturnType<typeof page>> = await page(
        `/api/events?type=paged.event&limit=2${after === "" ? "" : `&after=${after}`}`,
      );
      seen.push(...items.map(({ id }) => id));
      await event(`meanwhile-${turn}`);
      after = next;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1, 0].map((n) => `before-${n}`));
  });

  it.each(["events", "runs", "tasks", "audit", "dead-letters", "suppressions", "flows/seen/runs"])(
    "of /api/%s refuses a cursor that it did not give",
    async (noun) => {
      for (const after of ["garbage", "-1", "1e3", "%00", "9".repeat(30)]) {
        const answer = await send({ method: "GET", path: `/api/${noun}?after=${after}` });
        expect([noun, after, answer.status]).toEqual([noun, after, 400]);
        await expectRefusal(answer, noun);
      }
    },
  );
});
