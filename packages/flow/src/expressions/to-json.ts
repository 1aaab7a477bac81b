import type { Json } from "../json.ts";
import { momentText } from "../time/read-date.ts";
import { spanText } from "../time/span-text.ts";
import { ExpressionFailure } from "./failure.ts";
import { DEEPEST, Moment, Span, TOO_DEEP } from "./values.ts";

/** Turns what an expression gives into JSON: moments and durations become text. */
export function toJson(value: unknown, depth = 0): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value + 0;
  if (depth > DEEPEST) throw new ExpressionFailure(TOO_DEEP, { start: 0, end: 0 });
  if (typeof value === "object") return fromObject(value, depth + 1);
  throw new TypeError(`Cannot keep a ${typeof value}: it is not data`);
}

function fromObject(value: object, depth: number): Json {
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth));
  if (value instanceof Moment) return momentText(value);
  if (value instanceof Span) return spanText(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === undefined ? [] : [[key, toJson(child, depth)]],
    ),
  );
}
