import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { ROLES, mayUse, routes } from "@throughline/contract";
import type { Role, RouteName } from "@throughline/contract";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

const names = Object.keys(routes) as RouteName[]; // the table's own keys
/** The route's address with something in every place; `live` never ends, so it is left out. */
const addressOf = (name: RouteName) =>
  routes[name].path
    .replaceAll("{version}", "1")
    .replaceAll("{event}", "1")
    .replaceAll(/\{\w+\}/g, "nothing");
const callRoute = (name: RouteName, headers: Record<string, string> = {}) => {
  const method = routes[name].method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete"; // Method, lower-cased
  const call = request(api.url)[method](addressOf(name)).set(headers);
  return method === "get" ? call : call.send({});
};

describe("every route", () => {
  it.each(names)("%s: refuses anyone without a session or key", async (name) => {
    for (const headers of [
      {},
      { authorization: "Bearer tl_api_wrong" },
      { cookie: "throughline.session_token=forged.signature" },
      { authorization: `Bearer ${api.writeKey}` },
    ]) {
      const answer = await callRoute(name, headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
    }
  });

  it.each(names.filter((name) => name !== "live"))(
    "%s: lets in the roles it names, and no other",
    async (name) => {
      const needs = routes[name].auth;
      for (const role of ROLES) {
        const answer = await callRoute(name, { authorization: `Bearer ${await api.keyOf(role)}` });
        const isIn = needs === "public" || mayUse(role, needs);
        expect([role, answer.status === 403]).toEqual([role, !isIn]);
        if (isIn) expect(answer.status).toBeLessThan(500);
      }
    },
  );
});

it("has exactly these doors that ask for nobody", async () => {
  const open = [
    "/livez",
    "/readyz",
    "/openapi.json",
    "/docs",
    "/docs/start.js",
    "/docs/swagger-ui.css",
    "/pages/page.css",
    "/pages/submit.js",
    "/sign-in/x",
  ];
  for (const path of open) expect([path, (await request(api.url).get(path)).status]).toEqual([path, 200]);
  // It asks for nobody either; a token that is none is not found.
  expect((await request(api.url).get("/u/x")).status).toBe(404);
  for (const path of ["/metrics", "/statusz"]) {
    expect((await request(api.url).get(path)).status).toBe(401);
    expect((await request(api.url).get(path).set("authorization", `Bearer ${api.adminKey}`)).status).toBe(
      200,
    );
  }
  expect((await request(api.url).post("/internal/sign-in-link")).status).toBe(401);
  expect((await request(api.url).get("/c/unknown")).status).toBe(404);
  expect((await request(api.url).get("/api/nothing")).status).toBe(404);
});

it("answers what was done although the audit row cannot be written", async () => {
  await api.sql`alter table audit rename to audit_elsewhere`;
  try {
    const answer = await request(api.url)
      .patch("/api/subjects/audited/profile")
      .set("authorization", `Bearer ${api.adminKey}`)
      .send({ attributes: { a: 1 } });
    expect([answer.status, answer.body.profile]).toEqual([200, { a: 1 }]);
  } finally {
    await api.sql`alter table audit_elsewhere rename to audit`;
  }
});

it.each(["//", "///x", "/%", "http://[", "*"])("answers a request for %j and lives on", async (target) => {
  const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 [2345]\d\d /);
  expect((await request(api.url).get("/livez")).status).toBe(200);
});

describe("answers", () => {
  const get = (path: string) => request(api.url).get(path).set("authorization", `Bearer ${api.adminKey}`);

  it("names every problem of a body with its path", async () => {
    const answer = await request(api.url)
      .post("/api/keys")
      .set("authorization", `Bearer ${api.adminKey}`)
      .send({ kind: "api", name: "", role: "king", more: 1 });
    expect(answer.status).toBe(422);
    expect(answer.body.problems.map((problem: { path: string }) => problem.path)).toEqual(
      expect.arrayContaining(["/name", "/role"]),
    );
  });

  it("refuses unknown and wrong parts of the address with 400", async () => {
    expect((await get("/api/runs?colour=red")).status).toBe(400);
    const answer = await get("/api/runs?limit=100000");
    expect([answer.status, answer.body.problems[0].path]).toEqual([400, "/limit"]);
    expect((await get("/api/runs?limit=1&limit=2")).status).toBe(400);
    expect((await get("/api/events/abc/receipt")).status).toBe(400);
    expect((await get("/api/subjects/%E0%A4%A")).status).toBe(400);
  });

  it("refuses bodies that are too large, no JSON or no object", async () => {
    const put = (body: string) =>
      request(api.url)
        .put("/api/flows/x/draft")
        .set({ authorization: `Bearer ${api.adminKey}`, "content-type": "application/json" })
        .send(body);
    expect((await put(`"${"x".repeat(2 * 1024 * 1024)}"`)).status).toBe(413);
    expect((await put("{")).status).toBe(400);
    expect((await put("[]")).status).toBe(422);
    expect((await put('{"document":"\\u0000"}')).status).toBe(422);
    expect(
      (
        await request(api.url)
          .post("/api/flows")
          .set({ authorization: `Bearer ${api.adminKey}`, "content-type": "text/plain" })
          .send("{}")
      ).status,
    ).toBe(415);
  });

  it("carries a request id, a strict policy and nothing that is cached", async () => {
    const answer = await get("/api/me").set("x-request-id", "abcdef-123456");
    expect(answer.headers["x-request-id"]).toBe("abcdef-123456");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["content-security-policy"]).toContain("script-src 'self';");
    expect(answer.headers["content-security-policy"]).not.toContain("unsafe-eval");
    expect(answer.headers["x-powered-by"]).toBeUndefined();
    expect((await get("/api/me").set("x-request-id", "bad id\t")).headers["x-request-id"]).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it("shows who calls by key", async () => {
    const who = await request(api.url)
      .get("/api/me")
      .set("authorization", `Bearer ${await api.keyOf("agent" satisfies Role)}`);
    expect(who.body).toMatchObject({ role: "agent", email: null, temporalUiUrl: "http://127.0.0.1:8233" });
  });
});

describe("GET /openapi.json", () => {
  it("lists every route with its role", async () => {
    const { body } = await request(api.url).get("/openapi.json");
    expect(body.openapi).toMatch(/^3\.1/);
    for (const name of names) {
      const operation = body.paths[routes[name].path]?.[routes[name].method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: name, "x-role": routes[name].auth });
      expect(Object.keys(operation.responses)).toContain(String(routes[name].status));
      const inPath = (operation.parameters ?? [])
        .filter((parameter: { in: string }) => parameter.in === "path")
        .map((parameter: { name: string }) => parameter.name);
      expect(inPath).toEqual([...routes[name].path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
  });

  it("describes the event doors", async () => {
    const { body } = await request(api.url).get("/openapi.json");
    expect(body.paths["/v1/events"].post.security).toEqual([{ writeKey: [] }, { writeKeyAsUser: [] }]);
    expect(body.paths["/hooks/{key}"].post.requestBody.content).toHaveProperty("application/json");
    const headers = body.paths["/v1/events"].post.parameters.map(({ name }: { name: string }) => name);
    expect(headers).toEqual(expect.arrayContaining(["Idempotency-Key", "ce-id", "ce-subject"]));
    expect(body.paths["/api/flows"].post.responses).toHaveProperty("415");
    expect(body.paths["/hooks/{key}"].post.responses).toHaveProperty("503");
  });

  it("refers only to what it defines", async () => {
    const { body } = await request(api.url).get("/openapi.json");
    for (const [, ref] of JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = (ref ?? "")
        .split("/")
        .reduce(
          (here: Record<string, unknown> | undefined, part) =>
            here?.[part] as Record<string, unknown> | undefined,
          body,
        );
      expect([ref, found === undefined]).toEqual([ref, false]);
    }
  });
});
