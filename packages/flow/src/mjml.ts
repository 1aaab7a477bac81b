// Whether a message in MJML says what it means: what the renderer does not know, it leaves out.

/** Elements whose inside is HTML or text. */
const ENDING: ReadonlySet<string> = new Set([
  "mj-accordion-text",
  "mj-accordion-title",
  "mj-button",
  "mj-navbar-link",
  "mj-preview",
  "mj-raw",
  "mj-social-element",
  "mj-style",
  "mj-table",
  "mj-text",
  "mj-title",
]);

const KNOWN: ReadonlySet<string> = new Set([
  ...ENDING,
  "mjml",
  "mj-head",
  "mj-body",
  "mj-attributes",
  "mj-all",
  "mj-class",
  "mj-breakpoint",
  "mj-font",
  "mj-html-attributes",
  "mj-selector",
  "mj-html-attribute",
  "mj-accordion",
  "mj-accordion-element",
  "mj-carousel",
  "mj-carousel-image",
  "mj-column",
  "mj-divider",
  "mj-group",
  "mj-hero",
  "mj-image",
  "mj-navbar",
  "mj-section",
  "mj-social",
  "mj-spacer",
  "mj-wrapper",
]);

/** What is wrong with a message, as the end of a sentence; null for one that is plain text or can be sent. */
export function mjmlProblem(body: string): string | null {
  if (!/^\s*<mjml/i.test(body)) return null;
  const text = body.replaceAll(/<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}/gs, "");
  const open: string[] = [];
  const tag = /<(\/?)([A-Za-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/g;
  for (let found = tag.exec(text); found !== null; found = tag.exec(text)) {
    const [, slash, given = "", , selfClosing] = found;
    const name = given.toLowerCase();
    if (slash === "/") {
      const last = open.pop();
      if (last !== name)
        return last === undefined ? `</${given}> closes nothing` : `<${last}> is closed by </${given}>`;
      continue;
    }
    if (name === "mj-include") return "<mj-include> is not read: put its content here";
    const isInAttributes = open.includes("mj-attributes") || open.includes("mj-html-attributes");
    if (!KNOWN.has(name) && !isInAttributes) return `there is no element <${given}>`;
    if (selfClosing === "/") continue;
    open.push(name);
    if (!ENDING.has(name) || isInAttributes) continue;
    const end = text.toLowerCase().indexOf(`</${name}`, tag.lastIndex);
    if (end < 0) return `<${given}> is not closed`;
    tag.lastIndex = end;
  }
  const last = open.at(-1);
  if (last !== undefined) return `<${last}> is not closed`;
  return /<mj-body[\s>/]/i.test(text) ? null : "it has no <mj-body>";
}
