// What an address of the API answers where no route took the request: its methods, or that there is none.
import { routes } from "@throughline/contract";
import type { Route } from "@throughline/contract";
import type { RequestHandler } from "express";
import { ProblemError } from "./problem.ts";

const table: readonly Route[] = Object.values(routes);
const addresses = table.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`, "i"),
}));

/** The last of `/api`. */
export function otherMethods(): RequestHandler {
  return (request, response) => {
    const path = request.baseUrl + request.path;
    const methods = methodsOf(path);
    if (methods.length === 0)
      throw new ProblemError(404, "Cannot find this address: the API has no such route, see /docs");
    const allow = methods.join(", ");
    if (request.method === "OPTIONS") {
      response.status(204).setHeader("allow", allow).end();
      return;
    }
    throw new ProblemError(405, `Cannot ${request.method} "${path}": only ${allow} is taken`, {
      headers: { allow },
    });
  };
}

function methodsOf(path: string): readonly string[] {
  const methods = addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (methods.length === 0) return [];
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"];
}
