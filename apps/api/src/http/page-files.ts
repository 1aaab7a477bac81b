// The two files that the small pages load; from a path of their own, because the policy allows nothing inline.
import { Router } from "express";

const css = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --ground: #f6f7f5; --surface: #ffffff; --line: #e3e7e5; --ink: #1f2624; --muted: #5d6865; --accent: #177362; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #101413; --surface: #191f1d; --line: #2a3230; --ink: #e6ebe9; --muted: #9aa6a2; --accent: #5cb9a4; --on-accent: #101413; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); }
main { box-sizing: border-box; width: min(28rem, 100vw - 2rem); padding: 2rem; background: var(--surface); border: 1px solid var(--line); border-radius: 1rem; text-align: center; }
main::before { content: "Throughline"; display: block; color: var(--accent); font-weight: 650; }
h1 { margin: 0.75rem 0; font-size: 1.4rem; }
p { margin: 0 0 1rem; color: var(--muted); }
a { color: var(--accent); }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: 0.6rem 1.2rem; border: 0; border-radius: 0.6rem; background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
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
