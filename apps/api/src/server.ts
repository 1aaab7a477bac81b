// One port: the event doors first, everything else to Express.
import { createServer } from "node:http";
import type { Server } from "node:http";
import { knownEventId } from "@throughline/db";
import { createApp } from "./app.ts";
import type { Deps } from "./deps.ts";
import { createDoors } from "./doors/index.ts";
import { answerBrokenRequests } from "./http/broken-requests.ts";
import { createKeepCalls } from "./hooks/keep-calls.ts";
import { createKnownHooks } from "./hooks/known-hooks.ts";

/** A server that is not listening yet. */
export function createHttpServer(deps: Deps, designerFolder?: string): Server {
  const app = createApp(deps, designerFolder);
  const doors = createDoors({
    intake: deps.intake,
    limit: deps.limits.events,
    findKey: (token) => deps.keys.find(token),
    allowsOrigin: (origin) => deps.keys.allowsOrigin(origin),
    findHook: createKnownHooks(deps.sql, deps.config.sealingKeys),
    knownEventId: (call) => knownEventId(deps.sql, call),
    keepCall: createKeepCalls(deps.sql, (error) =>
      deps.log.warn({ err: error }, "a call of a webhook was not kept"),
    ),
    publicUrl: deps.config.publicUrl,
    onAnswer(door, status, events, error) {
      deps.metrics.intake(door, status, events);
      if (error !== undefined) deps.log.error({ door, status, err: error }, "an event door could not answer");
    },
  });
  const server = createServer((request, response) => {
    if (!doors(request, response)) app(request, response);
  });
  answerBrokenRequests(server);
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 65_000;
  return server;
}
