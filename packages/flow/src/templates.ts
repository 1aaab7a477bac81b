// Reads Liquid text without rendering it: does it parse, and which values of the run does it refer to.
import { Liquid } from "liquidjs";

/** Roots of a template that the run provides; other names belong to the node that renders it. */
const RUN_ROOTS: ReadonlySet<string> = new Set([
  "trigger",
  "subject",
  "profile",
  "vars",
  "run",
  "now",
  "steps",
]);

/** What a template refers to, or why it does not parse. */
export type TemplateReading =
  | { readonly ok: true; readonly paths: readonly (readonly string[])[] }
  | { readonly ok: false; readonly message: string };

const liquid = new Liquid({ relativeReference: false, templates: {} });

/** Parses Liquid and lists the paths into the run's values. Never throws. */
export function readTemplate(text: string): TemplateReading {
  if (!text.includes("{{") && !text.includes("{%")) return { ok: true, paths: [] };
  try {
    const segments = liquid.globalVariableSegmentsSync(liquid.parse(text), { partials: false });
    const paths = segments.map(namesOf).filter(([root]) => root !== undefined && RUN_ROOTS.has(root));
    return { ok: true, paths };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return { ok: false, message: message.replace(/, line:\d+, col:\d+$/, "") };
  }
}

/** The names up to the first that is computed or a number: a list travels whole. */
function namesOf(segments: readonly unknown[]): readonly string[] {
  const end = segments.findIndex((segment) => typeof segment !== "string");
  return (end < 0 ? segments : segments.slice(0, end)) as readonly string[];
}
