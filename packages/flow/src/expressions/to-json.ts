import type { Json } from "../json.ts";

/** Turns what CEL gives into JSON; throws a TypeError for what JSON cannot hold (bytes, types, huge integers). */
export function toJson(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new TypeError(`the result ${value} is not a finite number`);
  }
  if (typeof value === "bigint") return fromInteger(value);
  if (typeof value === "object") return value === null ? null : fromObject(value);
  throw new TypeError(`the result is a ${typeof value}, which is not data`);
}

function fromInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new TypeError(`the result ${value} is too large for a number`);
}

function fromObject(value: object): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError("the result is not a date");
    return value.toISOString();
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, child]) => (child === undefined ? [] : [[key, toJson(child)]])),
    );
  }
  // The library's own classes; their names do not survive a minifier, their fields do.
  if ("seconds" in value && "nanos" in value) return toDuration(Number(value.seconds), Number(value.nanos));
  if ("value" in value && typeof value.value === "bigint") return fromInteger(value.value);
  throw new TypeError("the result is not text, number, truth value, list or object");
}

function toDuration(seconds: number, nanos: number): string {
  const total = seconds + nanos / 1e9;
  return `${total < 0 ? "-" : ""}PT${Math.abs(total)}S`;
}
