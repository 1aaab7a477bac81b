import { fileURLToPath } from "node:url";
import express, { Router } from "express";
import type { Request } from "express";
import { page } from "./html-page.ts";

/** Where the build of the designer lies, seen from source and from the build alike. */
export const DESIGNER_FOLDER = fileURLToPath(new URL("../../../designer/dist/", import.meta.url));

/** Addresses of programs: a page there would hide from them that nothing is there. */
const MACHINES = /^\/(?:api|v1|hooks|internal|docs|problems|openapi\.json)(?:\/|$)/i;

/** Browsers ask for pages by name; programs take anything. */
function isBrowser({ path, headers }: Request): boolean {
  return path === "/" || (headers.accept ?? "").includes("text/html");
}

/** The built designer: hashed files for ever, the page itself never cached, every other address is the page. */
export function serveDesigner(folder: string): Router {
  const router = Router();
  router.use(
    "/assets",
    express.static(`${folder}/assets`, { immutable: true, maxAge: "1y", index: false, fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: "1h" }));
  router.get("/{*path}", (request, response, next) => {
    if (MACHINES.test(request.path) || !isBrowser(request)) {
      next();
      return;
    }
    response.locals["route"] = "designer";
    response.setHeader("cache-control", "no-cache");
    response.sendFile("index.html", { root: folder }, (error) => {
      if (error === undefined || error === null) return;
      if (response.headersSent) next(error);
      else
        response
          .status(404)
          .type("html")
          .send(page("Throughline", "<p>The designer is not built yet: run <code>npm run build</code>.</p>"));
    });
  });
  return router;
}
