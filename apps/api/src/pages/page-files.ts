// The two files that the small pages load; from a path of their own, because the policy allows nothing inline.
import { Router } from "express";

const css = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 32rem; padding: 2rem; text-align: center; }
h1 { font-size: 1.5rem; }
button { font: inherit; padding: 0.6rem 1.2rem; border: 0; border-radius: 0.5rem; background: #2f5d50; color: #fff; cursor: pointer; }
button:focus-visible { outline: 3px solid #7fb8a6; outline-offset: 2px; }
`;
const submit = `document.querySelector("form").submit();\n`;

/** `/pages/page.css` and `/pages/submit.js`. */
export function pageFiles(): Router {
  const router = Router();
  router.get("/pages/page.css", (_request, response) => {
    response.setHeader("cache-control", "public, max-age=3600");
    response.type("css").send(css);
  });
  router.get("/pages/submit.js", (_request, response) => {
    response.setHeader("cache-control", "public, max-age=3600");
    response.type("js").send(submit);
  });
  return router;
}
