// The Express app: everything but the event doors, which stand in front of it.
import express from "express";
import type { Express } from "express";
import helmet from "helmet";
import { auditHandlers } from "./audit/handlers.ts";
import type { Deps } from "./deps.ts";
import { doorPaths } from "./doors/describe-doors.ts";
import { segmentSettings } from "./doors/segment-settings.ts";
import { eventHandlers } from "./events/handlers.ts";
import { flowHandlers } from "./flows/handlers.ts";
import { hookHandlers } from "./hooks/handlers.ts";
import { answerErrors } from "./http/answer-errors.ts";
import { docs } from "./http/docs.ts";
import type { Handlers } from "./http/implement.ts";
import { mountRoutes } from "./http/implement.ts";
import { logRequests } from "./http/log-requests.ts";
import { otherMethods } from "./http/other-methods.ts";
import { pageFiles } from "./http/page-files.ts";
import { ProblemError } from "./http/problem.ts";
import { DESIGNER_FOLDER, serveDesigner } from "./http/serve-designer.ts";
import { keyHandlers } from "./keys/handlers.ts";
import { messageHandlers } from "./messages/handlers.ts";
import { nodeTypeHandlers } from "./node-types/handlers.ts";
import { operationHandlers } from "./operations/handlers.ts";
import { health } from "./operations/health.ts";
import { mailLinks } from "./messages/mail-links.ts";
import { authDoor } from "./people/auth-door.ts";
import { peopleHandlers } from "./people/handlers.ts";
import { limitByAddress } from "./people/sign-in-limits.ts";
import { signInLink } from "./people/sign-in-link.ts";
import { previewHandlers } from "./previews/handlers.ts";
import { profileHandlers } from "./profiles/handlers.ts";
import { runHandlers } from "./runs/handlers.ts";
import { secretHandlers } from "./secrets/handlers.ts";
import { stockHandlers } from "./stock/handlers.ts";
import { taskHandlers } from "./tasks/handlers.ts";

const handlers = {
  ...flowHandlers,
  ...previewHandlers,
  ...runHandlers,
  ...eventHandlers,
  ...taskHandlers,
  ...peopleHandlers,
  ...profileHandlers,
  ...hookHandlers,
  ...keyHandlers,
  ...secretHandlers,
  ...stockHandlers,
  ...messageHandlers,
  ...nodeTypeHandlers,
  ...auditHandlers,
  ...operationHandlers,
} satisfies Handlers;

/** The app over its parts; tests drive it with parts of their own. */
export function createApp(deps: Deps, designerFolder: string = DESIGNER_FOLDER): Express {
  const app = express();
  app.set("query parser", "simple");
  app.disable("x-powered-by");
  app.set("trust proxy", deps.config.trustProxy);
  app.use(logRequests(deps.log, deps.metrics));
  app.use(headers(deps.config.publicUrl));
  app.use(["/api/auth", "/sign-in", "/internal"], limitByAddress());
  app.use("/api/auth", authDoor(deps.people, deps.config.publicUrl));
  mountRoutes(app, handlers, deps);
  app.use("/api", otherMethods());
  app.use(
    signInLink(deps),
    mailLinks(deps),
    pageFiles(),
    health(deps),
    segmentSettings(deps),
    docs(deps.config.publicUrl, doorPaths),
    serveDesigner(designerFolder),
  );
  app.use(() => {
    throw new ProblemError(404, "Cannot find this address");
  });
  app.use(answerErrors(deps.log));
  return app;
}

/** Ours alone: scripts, frames and requests to elsewhere are refused. Mantine sets styles on elements, so styles may be inline. */
function headers(publicUrl: string) {
  const isSecure = publicUrl.startsWith("https://");
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", "blob:"],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  });
}
