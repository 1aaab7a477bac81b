// JSON text → values, without losing a digit. A double rounds what it cannot hold (two long ids become one), so a number
// that it would not give back is kept as its text. Everything that comes from outside is read here.
import type { Json } from "./json.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ONLY_A_NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Up to 15 digits without an exponent a double gives back: most texts are done with this one look. */
const MAY_BE_ROUNDED = /[\d.]{16}|\d[eE]/;

/**
 * As `JSON.parse`, but that a number whose digits a double does not give back becomes the text of it. `reviver` as there.
 *
 * @example parseJson('[820982911946154508, 1.0, 0.1234567890123456789]') // ["820982911946154508", 1, "0.1234567890123456789"]
 */
export function parseJson(text: string, reviver?: (key: string, value: unknown) => unknown): Json {
  if (!MAY_BE_ROUNDED.test(text)) return JSON.parse(text, reviver) as Json; // JSON.parse gives nothing else
  const value = JSON.parse(text) as Json; // throws before anything is put between quotes
  const kept = quoteRounded(text);
  return kept === text && reviver === undefined ? value : (JSON.parse(kept, reviver) as Json);
}

/** Whether the text is a number that a double does not give back: one of those that are kept as their text. */
export function isKeptNumber(text: string): boolean {
  return MAY_BE_ROUNDED.test(text) && ONLY_A_NUMBER.test(text) && isRounded(text);
}

/**
 * JSON pointers of the texts in a value that are such numbers, for those who look at what arrived.
 *
 * @example keptNumbers({ order: { id: "820982911946154508" } }) // ["/order/id"]
 */
export function keptNumbers(value: Json | undefined, path = ""): readonly string[] {
  if (typeof value === "string") return isKeptNumber(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    keptNumbers(item, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}

/** JSON text with every number that would be rounded between quotes; the text is known to be JSON. */
function quoteRounded(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) at = endOfString(text, at + 1);
    else if (c === MINUS || (c >= ZERO && c <= NINE)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)?.[0] ?? "";
      const end = at + number.length;
      if (isRounded(number)) {
        parts.push(text.slice(done, at), '"', number, '"');
        done = end;
      }
      at = end - 1;
    }
  }
  return done === 0 ? text : parts.join("") + text.slice(done);
}

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** The place of the quote that ends a string. */
function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

function isRounded(number: string): boolean {
  const double = Number(number);
  if (double === 0) return /^[^eE]*[1-9]/.test(number);
  return !Number.isFinite(double) || digitsOf(number) !== digitsOf(String(double));
}

/** Sign, digits and power of ten, without zeros that mean nothing: the same for every way to write one value but zero. */
function digitsOf(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = ONLY_A_NUMBER.exec(number) ?? [];
  const significant = withoutZerosAround(whole + fraction);
  const power = Number(exponent) - fraction.length + significant.after;
  return `${sign}${significant.digits}e${power}`;
}

/** Without a pattern: `0*$` over long digits takes the square of their number. */
function withoutZerosAround(digits: string): { readonly digits: string; readonly after: number } {
  let from = 0;
  let to = digits.length;
  while (from < to && digits.charCodeAt(from) === ZERO) from++;
  while (to > from && digits.charCodeAt(to - 1) === ZERO) to--;
  return { digits: digits.slice(from, to), after: digits.length - to };
}
