// The one dialect of Liquid: what the check at publish accepts is what the worker renders.
import type { Liquid } from "liquidjs";
import { NothingError, StrictLiquid } from "./strict-liquid.ts";

const LIMITS = { parseLimit: 1_000_000, renderLimit: 500, memoryLimit: 20_000_000 };

/**
 * An engine that is strict: a value that is not there is an error that names it wherever it is read, unless the text says
 * what then (`default`) or asks first (`{% if x %}`). Values are escaped for where they are printed: HTML, or an address,
 * which is then to be settled by `settleAddress`.
 */
export function createLiquid(place: "text" | "html" | "address" = "text"): Liquid {
  // `templates` keeps the engine off the file system; the tags that would look there do not exist.
  const liquid = new StrictLiquid({
    ownPropertyOnly: true,
    strictFilters: true,
    relativeReference: false,
    templates: {},
    timezoneOffset: 0,
    ...LIMITS,
    outputEscape: printers[place],
  });
  for (const tag of ["include", "render", "layout", "block"]) delete liquid.tags[tag];
  // Without escaping is what this filter means.
  delete liquid.filters["raw"];
  // An address does it to every value; twice would be wrong.
  if (place === "address")
    for (const filter of ["url_encode", "cgi_escape", "uri_escape"])
      liquid.registerFilter(filter, (value: unknown) => value);
  return liquid;
}

/** How a value is printed at each place. */
const printers = {
  text: toText,
  html: (value: unknown) => escapeHtml(toText(value)),
  address: (value: unknown) => `${BEGINS}${encode(toText(value).replaceAll(MARKS, ""))}${ENDS}`,
};

/**
 * The address that was rendered. Throws a RangeError where a value would lead to another place than the one drawn: as
 * nothing, `.` or `..` between two slashes.
 */
export function settleAddress(rendered: string): string {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(rendered)?.[1] ?? "";
  for (const part of path.split("/")) {
    const text = part.replaceAll(MARKS, "");
    if (part !== text && /^(?:\.|%2e){0,2}$/i.test(text))
      throw new RangeError(`a part of the path came out as "${text}", which leads to another address`);
  }
  return rendered.replaceAll(MARKS, "");
}

// Where a value begins and ends in an address, until it is settled: characters for private use.
const BEGINS = "\uE000";
const ENDS = "\uE001";
const MARKS = /[\uE000\uE001]/g;

function encode(text: string): string {
  // A lone surrogate cannot be encoded.
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\uFFFD"));
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
