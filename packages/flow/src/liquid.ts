// The one dialect of Liquid: what the check at publish accepts is what the worker renders.
import type { Liquid } from "liquidjs";
import { NothingError, StrictLiquid } from "./strict-liquid.ts";

const LIMITS = { parseLimit: 1_000_000, renderLimit: 500, memoryLimit: 20_000_000 };

/**
 * An engine that is strict: a value that is not there is an error that names it wherever it is read, unless the text says
 * what then (`default`) or asks first (`{% if x %}`). With `escape` every value is escaped for HTML.
 */
export function createLiquid(outputEscape?: "escape"): Liquid {
  // `templates` keeps the engine off the file system; the tags that would look there do not exist.
  const liquid = new StrictLiquid({
    ownPropertyOnly: true,
    strictFilters: true,
    relativeReference: false,
    templates: {},
    timezoneOffset: 0,
    ...LIMITS,
    outputEscape: outputEscape === "escape" ? (value) => escapeHtml(toText(value)) : toText,
  });
  for (const tag of ["include", "render", "layout", "block"]) delete liquid.tags[tag];
  // Without escaping is what this filter means.
  delete liquid.filters["raw"];
  return liquid;
}

/** What is missing, as the text writes it (`profile.firstName`); null for an error of another kind. */
export function missingValueOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { originalError, token } = error as {
    readonly originalError?: unknown;
    readonly token?: { getText(): string };
  };
  const isMissing = error.name === "UndefinedVariableError" || originalError instanceof NothingError;
  return isMissing ? (token?.getText() ?? "a value").replace(/^\{\{-?\s*|\s*-?\}\}$/g, "") : null;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) throw new NothingError("there is nothing to print");
  if (Array.isArray(value)) return value.map((item) => (item === null ? "" : toText(item))).join("");
  return typeof value === "string" ? value : JSON.stringify(value);
}

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? character);
}
