// For whoever runs it: alive, ready, figures, and what waits.
import { readStatus } from "@throughline/db";
import { livez, readyz } from "@throughline/operations";
import { Router } from "express";
import type { Response } from "express";
import { mayUse } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import type { Deps } from "../deps.ts";
import type { Exchange } from "../http/caller.ts";
import { callerOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem.ts";

/** `/livez`, `/readyz`, `/metrics`, `/statusz`. The last two say too much for strangers. */
export function health(deps: Deps): Router {
  const router = Router();
  router.get("/livez", (_request, response) => {
    response.locals["route"] = "livez";
    send(response, livez());
  });
  router.get("/readyz", (_request, response) => {
    response.locals["route"] = "readyz";
    send(response, readyz(deps.readiness));
  });
  router.get("/metrics", async (request, response) => {
    response.locals["route"] = "metrics";
    await assertRole({ request, response }, "viewer", deps);
    response.setHeader("content-type", deps.metrics.contentType);
    response.send(await deps.metrics.text());
  });
  router.get("/statusz", async (request, response) => {
    response.locals["route"] = "statusz";
    await assertRole({ request, response }, "operator", deps);
    const status = await readStatus(deps.sql);
    response.json({
      ...status,
      clockSkewSeconds: (Date.now() - Date.parse(status.databaseTime)) / 1000,
      queued: deps.intake.queued(),
      node: process.version,
      nodePackages: deps.nodes.packages,
    });
  });
  return router;
}

function send(response: Response, { status, body }: ReturnType<typeof readyz>): void {
  response.status(status).json(body);
}

async function assertRole(exchange: Exchange, needs: Role, deps: Deps): Promise<void> {
  const who = await callerOf(exchange, deps);
  if (who === null)
    throw new ProblemError(401, "Cannot answer: sign in, or send an API key as Authorization: Bearer <key>", {
      headers: { "www-authenticate": "Bearer" },
    });
  if (!mayUse(who.role, needs))
    throw new ProblemError(403, `Cannot do this as ${who.role}: the role ${needs} is needed`);
}
