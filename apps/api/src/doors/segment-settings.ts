// What a page's analytics client asks before it sends: where its calls go. It may be asked with a key alone.
import { Router } from "express";
import type { Deps } from "../deps.ts";
import { ProblemError } from "../http/problem.ts";
import { hasOrigin } from "../keys/index.ts";

/** `/v1/projects/{key}/settings`: every call goes to this installation, nothing is loaded from elsewhere. */
export function segmentSettings({ keys, config }: Pick<Deps, "keys" | "config">): Router {
  const router = Router();
  const { protocol, host } = new URL(config.publicUrl);
  router.get("/v1/projects/:key/settings", async (request, response) => {
    response.locals["route"] = "segmentSettings";
    const key = await keys.find(request.params.key);
    if (key === null || key.kind !== "write") {
      throw new ProblemError(404, "Cannot find settings: there is no write key like this one");
    }
    const { origin } = request.headers;
    response.setHeader("vary", "origin");
    if (origin !== undefined && hasOrigin(key.origins, origin)) {
      response.setHeader("access-control-allow-origin", origin);
    }
    response.setHeader("cache-control", "no-store");
    response.json({
      integrations: {
        "Segment.io": {
          apiKey: request.params.key,
          apiHost: `${host}/v1`,
          protocol: protocol.replace(":", ""),
          addBundledMetadata: false,
        },
      },
      plan: { track: { __default: { enabled: true, integrations: {} } } },
    });
  });
  return router;
}
