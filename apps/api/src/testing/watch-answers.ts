// Whatever a test is answered must be declared: what the OpenAPI document leaves out, clients do not expect.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { doorPaths } from "../doors/describe-doors.ts";
import { openApiDocument } from "../http/openapi.ts";

interface Declared {
  readonly method: string;
  readonly pattern: RegExp;
  readonly path: string;
  readonly statuses: ReadonlySet<string>;
}

/** Watches a server; the function throws when an answer had a status that the document does not declare. */
export function watchAnswers(server: Server): () => void {
  const undeclared = new Set<string>();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // Express shortens the address while it looks for a handler.
    const { method = "", url = "" } = request;
    response.on("finish", () => {
      const operation = operationOf(method, url);
      if (operation === undefined || operation.statuses.has(String(response.statusCode))) return;
      undeclared.add(`${method} ${operation.path}: ${response.statusCode}`);
    });
  });
  return () => {
    if (undeclared.size === 0) return;
    throw new Error(`Answers that /openapi.json does not declare: ${[...undeclared].join("; ")}`);
  };
}

let declared: readonly Declared[] | null = null;

function operationOf(method: string, url: string): Declared | undefined {
  declared ??= readDeclared();
  const path = url.split("?")[0] ?? "";
  const asked = method === "HEAD" ? "GET" : method;
  return declared.find((operation) => operation.method === asked && operation.pattern.test(path));
}

function readDeclared(): readonly Declared[] {
  const paths = Object.entries(openApiDocument("http://test", doorPaths).paths ?? {});
  // What names a thing goes before what takes any.
  const exactFirst = paths.toSorted(([a], [b]) => a.split("{").length - b.split("{").length);
  return exactFirst.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { responses }]: [string, { responses?: object }]) => ({
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`, "i"),
      statuses: new Set(Object.keys(responses ?? {})),
    })),
  );
}
