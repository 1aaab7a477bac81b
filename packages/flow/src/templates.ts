// Reads Liquid text without rendering it: does it parse, and which values does it refer to.
import { RUN_ROOTS } from "./expressions/index.ts";
import { closest } from "./names.ts";
import { createLiquid } from "./liquid.ts";
import { neededInText } from "./needed-in-text.ts";

/** Roots of a template that the run provides; other names belong to the node that renders it. */
const OF_RUN: ReadonlySet<string> = new Set([...Object.keys(RUN_ROOTS), "steps"]);

/** What a template refers to, or why it does not parse. */
export type TemplateReading =
  | { readonly ok: true; readonly paths: Paths; readonly needed: Paths }
  | { readonly ok: false; readonly message: string };

type Paths = readonly (readonly string[])[];

const liquid = createLiquid();

/**
 * Parses Liquid as the worker does and lists the paths it reads, those into other values than the run's too, and of them
 * those without which nothing is written. Never throws.
 */
export function readTemplate(text: string): TemplateReading {
  if (!text.includes("{{") && !text.includes("{%")) return { ok: true, paths: [], needed: [] };
  try {
    const templates = liquid.parse(text);
    const segments = liquid.globalVariableSegmentsSync(templates, { partials: false });
    const paths = segments.map(namesOf).filter(([root]) => root !== undefined);
    return { ok: true, paths, needed: neededInText(templates) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return { ok: false, message: withAdvice(message.replace(/, line:\d+, col:\d+$/, "")) };
  }
}

/** Whether a path leads into the values of the run. */
export function isOfRun([root = ""]: readonly string[]): boolean {
  return OF_RUN.has(root);
}

/** The names up to the first that is computed, a number, or asks something of the whole: a list travels whole. */
function namesOf(segments: readonly unknown[]): readonly string[] {
  const [root] = segments;
  // The name of a step is a name, whatever it is.
  const fixed = root === "steps" ? 2 : 1;
  const end = segments.findIndex(
    (segment, index) => typeof segment !== "string" || (index >= fixed && OF_THE_WHOLE.has(segment)),
  );
  return (end < 0 ? segments : segments.slice(0, end)) as readonly string[];
}

const OF_THE_WHOLE: ReadonlySet<string> = new Set(["size", "first", "last"]);

/** What the library says, in words for who wrote the text. */
function withAdvice(message: string): string {
  for (const [pattern, say] of SAID) {
    const found = pattern.exec(message);
    if (found !== null) return say(found[1] ?? "");
  }
  return message;
}

const SAID: readonly (readonly [RegExp, (part: string) => string])[] = [
  [/^undefined filter: (.+)$/, (name) => unknown("filter", name, Object.keys(liquid.filters))],
  [/^output "(.+)" not closed$/s, (text) => `"${shorten(text)}" is not closed, }} is missing`],
  [/^tag "(\{%.+)" not closed$/s, (text) => `"${shorten(text)}" is not closed, %} is missing`],
  [
    /^tag (\{%-?\s*\w+.*) not closed$/s,
    (text) => `"${shorten(text)}" has no end, {% end${nameOfTag(text)} %} is missing`,
  ],
  [
    /^(?:raw|comment) "(\{%-?\s*\w+).*not closed$/s,
    (text) => `"${text} %}" has no end, {% end${nameOfTag(text)} %} is missing`,
  ],
  [/^tag "(end\w+|else|elsif|when)" not found$/, (name) => `{% ${name} %} belongs to nothing before it`],
  [/^tag "(.+)" not found$/, (name) => unknown("tag", name, Object.keys(liquid.tags))],
  [/^illegal tag: (.+)$/s, (text) => `"${shorten(text)}" cannot be read`],
  [
    /^invalid value expression: "(.*)"$/s,
    (text) => (text.trim() === "" ? "there is nothing between the braces" : `"${shorten(text)}" is no value`),
  ],
  [
    /^expected (?:"\|" before filter|filter name)$/,
    () => 'only names and filters (| default: "…") may stand between the braces, no calculations',
  ],
];

function unknown(what: string, name: string, names: readonly string[]): string {
  const meant = closest(name, names);
  return `there is no ${what} "${name}"${meant === null ? "" : `, did you mean "${meant}"?`}`;
}

function nameOfTag(text: string): string {
  return /\w+/.exec(text)?.[0] ?? "";
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
