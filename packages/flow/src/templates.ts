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

function withAdvice(message: string): string {
  const unknown = /^undefined filter: (.+)$/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const meant = closest(unknown, Object.keys(liquid.filters));
  const advice = meant === null ? "" : `, did you mean "${meant}"?`;
  return `there is no filter "${unknown}"${advice}`;
}
