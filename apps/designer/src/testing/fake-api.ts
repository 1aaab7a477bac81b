// The network of a test: answers by the table of routes, refuses what the contract refuses, remembers what it was told.
import { routes } from "@throughline/contract";
import type { Me, Role, Route, RouteName, Routes } from "@throughline/contract";
import { vi } from "vitest";
import type { z } from "zod";

interface Asked<Name extends RouteName> {
  readonly params: z.output<Routes[Name]["params"]>;
  readonly query: z.output<Routes[Name]["query"]>;
  readonly body: z.output<Routes[Name]["body"]>;
}
/** A row of the table, whichever: one type, where the union of all of them is too much for the compiler. */
type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
type Handler = (asked: unknown) => unknown;
type Handlers = {
  readonly [Name in RouteName]?: (asked: Asked<Name>) => z.input<Routes[Name]["answer"]> | Response;
};

interface FakeApi {
  /** What was changed, in order: the name of the route and what it was told. */
  readonly changes: readonly (readonly [name: RouteName, asked: unknown])[];
}

/** Puts an API for one signed-in person in the place of the network. What has no handler is not found. */
export function fakeApi(role: Role, handlers: Handlers): FakeApi {
  const changes: [RouteName, unknown][] = [];
  const always: Handlers = {
    me: () => signedIn(role),
    listFlows: () => ({ items: [] }),
    listTasks: () => ({ items: [], next: null }),
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const found = find(init.method ?? "GET", new URL(url, "http://designer"));
    const handler = (found === null ? undefined : (handlers[found.name] ?? always[found.name])) as
      | Handler
      | undefined; // by its own name
    if (found === null || handler === undefined) return refusal(404, "Not found", `Nothing answers ${url}.`);
    const route: AnyRoute = routes[found.name];
    const body = route.body.safeParse(typeof init.body === "string" ? JSON.parse(init.body) : undefined);
    const query = route.query.safeParse(found.query);
    const params = route.params.safeParse(found.params);
    if (!body.success || !query.success || !params.success) return refusal(422, "Refused by the contract");
    const asked = { params: params.data, query: query.data, body: body.data };
    if (route.method !== "GET") changes.push([found.name, asked]);
    await Promise.resolve();
    const answer = handler(asked);
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  });
  vi.stubGlobal("EventSource", Silence);
  return { changes };
}

/** A refusal as the API words it. */
export function refusal(status: number, title: string, detail?: string): Response {
  return Response.json(
    { type: "about:blank", title, status, ...(detail === undefined ? {} : { detail }) },
    { status },
  );
}

function signedIn(role: Role): Me {
  return { id: "1", name: "Ada", email: "ada@example.com", role, temporalUiUrl: null, mailUrl: null };
}

function find(method: string, { pathname, searchParams }: URL) {
  for (const [name, route] of Object.entries(routes)) {
    if (route.method !== method) continue;
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param ?? "");
    const match = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`).exec(pathname);
    if (match === null) continue;
    const params = names.map((param, index) => [param, decodeURIComponent(match[index + 1] ?? "")]);
    return {
      name: name as RouteName, // the table's own keys
      params: Object.fromEntries(params) as unknown,
      query: Object.fromEntries(searchParams) as unknown,
    };
  }
  return null;
}

/** Live messages of an API to which nothing happens. */
class Silence extends EventTarget {
  static readonly CLOSED = 2;
  readonly readyState = 1;
  close(): void {
    this.dispatchEvent(new Event("close"));
  }
}
