// Lengths of time as text and on the calendar. Days, weeks, months and years follow the calendar of a zone: a day later is
// the same time of day. Hours, minutes and seconds pass.
import { ValueProblem } from "../expressions/failure.ts";
import { Span } from "../expressions/values.ts";
import type { Moment } from "../expressions/values.ts";
import { SPAN_PATTERN } from "../duration.ts";
import { toInstant, toLocal } from "./clocks.ts";
import type { Clocks } from "./clocks.ts";
import { momentAt } from "./read-date.ts";
import type { Read } from "./read-date.ts";
import { floorToDay } from "./zone-span.ts";

const DAY_MS = 86_400_000;
const LONGEST_MONTHS = 1_200;
const LONGEST_MS = 36_525 * DAY_MS;

/** Units of the other spelling of a duration, in ms. */
const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
const SHORT = /^[+-]?(?:\d{1,12}(?:\.\d{1,9})?(?:h|ms|m|us|µs|ns|s))+$/;
const WORDS: Readonly<Record<string, string>> = { d: "D", w: "W", m: "M", y: "Y" };

/** Reads a duration: ISO 8601 (`PT30M`, `P1D`, `-P2W`, `P1M`) or `1h30m`. At most a hundred years. */
export function readSpan(text: string): Read<Span> {
  const shown = JSON.stringify(text.slice(0, 40));
  const iso = isoSpan(text);
  if (iso !== null)
    return isTooLong(iso) ? refuse(`${shown} is longer than 100 years`) : { ok: true, value: iso };
  if (SHORT.test(text)) return shortSpan(text, shown);
  if (/^-?P/.test(text)) return refuse(`${shown} is no duration up to 100 years, ${RIGHT}`);
  const said = /^(\d{1,4}) ?(d|days?|w|weeks?|months?|y|years?)$/.exec(text);
  if (said !== null)
    return refuse(`${shown} is no duration, write P${said[1]}${WORDS[said[2]?.[0] ?? ""] ?? "D"}`);
  return refuse(`${shown} is no duration, ${RIGHT}`);
}

const RIGHT = "write it as PT30M, P1D or P1M";

function isoSpan(text: string): Span | null {
  const sign = text.startsWith("-") ? -1 : 1;
  const parts = SPAN_PATTERN.exec(sign < 0 ? text.slice(1) : text);
  if (parts === null) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const ms = Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
  return new Span(sign * ms + 0, sign * (weeks * 7 + days) + 0, sign * (years * 12 + months) + 0);
}

function isTooLong(span: Span): boolean {
  const { months, days, ms } = span;
  return Math.abs(months) > LONGEST_MONTHS || Math.abs(days * DAY_MS + ms) > LONGEST_MS;
}

function shortSpan(text: string, shown: string): Read<Span> {
  let ms = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/([\d.]+)([a-zµ]+)/g))
    ms += Number(count) * (UNITS[unit] ?? 0);
  if (ms > LONGEST_MS) return refuse(`${shown} is longer than 100 years`);
  return { ok: true, value: new Span(Math.round(text.startsWith("-") ? -ms : ms) + 0) };
}

/** ISO 8601: `P1M`, `P3D`, `PT90S`. */
export function spanText({ months, days, ms }: Span): string {
  const isNegative = months < 0 || days < 0 || ms < 0;
  const date = `${months === 0 ? "" : `${Math.abs(months)}M`}${days === 0 ? "" : `${Math.abs(days)}D`}`;
  const time = ms === 0 && date !== "" ? "" : `T${Math.abs(ms) / 1000}S`;
  return `${isNegative ? "-" : ""}P${date}${time}`;
}

/** The sum of two lengths. Where one is forward and the other back, a day is 24 hours; a month is no number of days. */
export function sumOf(one: Span, other: Span, sign: 1 | -1 = 1): Span {
  const months = one.months + sign * other.months + 0;
  const days = one.days + sign * other.days + 0;
  const ms = one.ms + sign * other.ms + 0;
  const signs = new Set([months, days, ms].filter((part) => part !== 0).map(Math.sign));
  if (signs.size < 2) return new Span(ms, days, months);
  if (months !== 0) throw new ValueProblem(`a month less some days has no fixed length: ${ADD_TO_MOMENT}`);
  return new Span(days * DAY_MS + ms);
}

const ADD_TO_MOMENT = "add them to a moment, one after the other";

/** A length in ms, in which a day is 24 hours. Throws ValueProblem for months, which differ. */
export function lengthOf({ months, days, ms }: Span): number {
  if (months === 0) return days * DAY_MS + ms;
  throw new ValueProblem(
    "a month has no fixed length: compare moments, such as now > timestamp(trigger.time) + duration('P1M')",
  );
}

/**
 * The moment some time later: months, then days by the calendar of the zone (the 31st and a month is the last of the next
 * one), then the time that passes.
 */
export function later(clocks: Clocks, zone: string, { at }: Moment, span: Span): Read<Moment> {
  const { months, days, ms } = span;
  if (months === 0 && days === 0) return momentAt(at + ms);
  const local = toLocal(clocks, zone, at);
  return momentAt(toInstant(clocks, zone, addMonths(local, months) + days * DAY_MS) + ms);
}

/** Days of the calendar from one local time to another. */
export function daysBetween(from: number, to: number): number {
  return (floorToDay(to) - floorToDay(from)) / DAY_MS;
}

function addMonths(local: number, months: number): number {
  if (months === 0) return local;
  const date = new Date(local);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const next = new Date(date);
  next.setUTCMonth(next.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, next.getUTCDate()));
  return date.getTime();
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
