// One kind of number. CEL knows whole numbers beside doubles, which divide differently and do not mix; JSON and analysts
// know only numbers. So literals become doubles, and what counts or measures gives doubles too.
import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { childrenOf } from "./syntax-tree.ts";

/** Marks the name of our form of a function whose own form gives whole numbers; it cannot be replaced under its name. */
const OURS = "_";
const COUNTS: ReadonlySet<string> = new Set(["size", "indexOf", "lastIndexOf", "int"]);
const TIMESTAMP = "google.protobuf.Timestamp";
const DURATION = "google.protobuf.Duration";

/** Adds the functions that take and give doubles. */
export function registerNumbers(environment: Environment): void {
  const add = (signature: string, call: (...args: never[]) => unknown): void => {
    environment.registerFunction(signature, call);
  };
  environment.registerOperator("double % double", (a: number, b: number) => a % b);
  for (const [type, count] of Object.entries(SIZES)) {
    add(`size${OURS}(${type}): double`, count);
    add(`${type}.size${OURS}(): double`, count);
  }
  add(`int${OURS}(double): double`, (value: number) => toSafe(Math.trunc(value), value));
  add(`int${OURS}(string): double`, toWhole);
  add(`string.indexOf${OURS}(string): double`, (text: string, part: string) => text.indexOf(part));
  add(`string.indexOf${OURS}(string, double): double`, (text: string, part: string, from: number) =>
    text.indexOf(part, from),
  );
  add(`string.lastIndexOf${OURS}(string): double`, (text: string, part: string) => text.lastIndexOf(part));
  add(`string.lastIndexOf${OURS}(string, double): double`, (text: string, part: string, from: number) =>
    text.lastIndexOf(part, from),
  );
  add("bytes.at(double): double", (bytes: Uint8Array, place: number) => byteAt(bytes, place));
  add("string.substring(double): string", (text: string, start: number) => partOf(text, start));
  add("string.substring(double, double): string", (text: string, start: number, end: number) =>
    partOf(text, start, end),
  );
  add("string.split(string, double): list<string>", splitAtMost);
  add(`timestamp(double): ${TIMESTAMP}`, toTimestamp);
  for (const [name, read] of Object.entries(DATE_PARTS)) add(`${TIMESTAMP}.${name}${OURS}(): double`, read);
  for (const name of ["getHours", "getMinutes", "getSeconds", "getMilliseconds"] as const) {
    add(`${DURATION}.${name}${OURS}(): double`, (value: Record<typeof name, () => bigint>) =>
      Number(value[name]()),
    );
  }
}

/** Makes the whole numbers of a parsed expression doubles, in place: macros hold the same nodes a second time. */
export function writeDoubles(node: ASTNode, toDyn: (index: ASTNode) => ASTNode): void {
  const place = node as { args: unknown };
  if (node.op === "value") {
    if (typeof node.args === "bigint") place.args = Number(node.args);
    return;
  }
  if (node.op === "call" && COUNTS.has(node.args[0])) node.args[0] += OURS;
  if (node.op === "rcall" && (COUNTS.has(node.args[0]) || Object.hasOwn(DATE_PARTS, node.args[0])))
    node.args[0] += OURS;
  const kept = keptWhole(node);
  for (const child of childrenOf(node)) {
    if (child.op !== "value" || !kept.includes(child)) writeDoubles(child, toDyn);
  }
  if ((node.op === "[]" || node.op === "[?]") && node.args[1].op !== "value")
    node.args[1] = toDyn(node.args[1]);
}

/** Names as the analyst wrote them. */
export function withoutMarks(message: string): string {
  return message.replaceAll(/([A-Za-z])_\(/g, "$1(");
}

/** A list is indexed and a map is keyed by whole numbers: such literals stay, and what is computed is not judged. */
function keptWhole(node: ASTNode): readonly ASTNode[] {
  if (node.op === "[]" || node.op === "[?]") return [node.args[1]];
  if (node.op === "map") return node.args.map(([key]) => key);
  return node.op === "in" && node.args[1].op === "map" ? [node.args[0]] : [];
}

const SIZES: Readonly<Record<string, (value: never) => number>> = {
  bytes: (bytes: Uint8Array) => bytes.length,
  string: (text: string) => Array.from(text).length,
  list: (list: readonly unknown[]) => list.length,
  map: (map: object) => Object.keys(map).length,
};

const DATE_PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000),
  getFullYear: (date) => date.getUTCFullYear(),
  getHours: (date) => date.getUTCHours(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
  getMinutes: (date) => date.getUTCMinutes(),
  getMonth: (date) => date.getUTCMonth(),
  getSeconds: (date) => date.getUTCSeconds(),
};

function toWhole(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new TypeError(`"${text.slice(0, 40)}" is not a whole number`);
  return toSafe(Number(text), text);
}

/** Two long ids must not become one number: beyond 2^53 they are texts. */
function toSafe(whole: number, from: string | number): number {
  if (Number.isSafeInteger(whole)) return whole;
  throw new RangeError(`int() cannot hold ${String(from).slice(0, 40)}: beyond 2^53 compare it as text`);
}

function byteAt(bytes: Uint8Array, place: number): number {
  const byte = bytes[place];
  if (byte === undefined) throw new RangeError(`at() wants a place between 0 and ${bytes.length - 1}`);
  return byte;
}

function partOf(text: string, start: number, end: number = text.length): string {
  if (start >= 0 && start <= end && end <= text.length) return text.slice(start, end);
  throw new RangeError(`substring() wants places between 0 and ${text.length}, in order`);
}

function toTimestamp(seconds: number): Date {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) throw new RangeError("timestamp() wants seconds that a calendar holds");
  return date;
}

/** At most `limit` parts; the last one holds the rest. */
function splitAtMost(text: string, separator: string, limit: number): readonly string[] {
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return limit < 1 ? [] : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}
