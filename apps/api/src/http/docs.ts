// The API's documentation, from files of our own: nothing is loaded from elsewhere.
import { Router } from "express";
import express from "express";
import { absolutePath } from "swagger-ui-dist";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { page } from "./html-page.ts";
import { openApiDocument } from "./openapi.ts";
import { problemTypes } from "./problem-types.ts";

const start = `window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
});
`;

/** `/openapi.json` and `/docs`; `others` are the addresses that stand outside the route table. */
export function docs(publicUrl: string, others: ZodOpenApiPathsObject): Router {
  const router = Router();
  let text: string | null = null;
  router.get("/openapi.json", (_request, response) => {
    response.locals["route"] = "openapi";
    text ??= JSON.stringify(openApiDocument(publicUrl, others));
    response.type("json").send(text);
  });
  router.get("/docs", (_request, response) => {
    response.locals["route"] = "docs";
    response
      .type("html")
      .send(
        page(
          "Throughline API",
          '<div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>',
        ).replace("/pages/page.css", "/docs/swagger-ui.css"),
      );
  });
  router.get("/problems{/:code}", (_request, response) => {
    response.locals["route"] = "docs";
    const rows = problemTypes.map(([code, meaning]) => `<h2 id="${code}">${code}</h2><p>${meaning}</p>`);
    response.type("html").send(page("Types of problems", `<h1>Types of problems</h1>${rows.join("")}`));
  });
  router.get("/docs/start.js", (_request, response) => {
    response.locals["route"] = "docs";
    response.type("js").send(start);
  });
  router.use("/docs", express.static(absolutePath(), { index: false, maxAge: "1h" }));
  return router;
}
