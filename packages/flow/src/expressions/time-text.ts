// Moments and durations as text. Strict, and the same on every machine: nothing here knows the zone of its host.
import { durationToMs } from "../duration.ts";
import { Moment, Span } from "./values.ts";

/** A value that was read, or why it cannot be. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))?)?$/;

/** The first and last millisecond of the years 1 to 9999: RFC 3339 has no others. */
const EARLIEST = -62_135_596_800_000;
const LATEST = 253_402_300_799_999;
const DAY_MS = 86_400_000;

/** Reads RFC 3339: a date, a time of day and a zone (`Z` or an offset). What has no zone is no moment yet. */
export function readMoment(text: string): Read<Moment> {
  const shown = JSON.stringify(text.slice(0, 40));
  const parts = MOMENT.exec(text);
  if (parts === null) return refuse(`${shown} is no moment, write one as 2026-03-29T10:00:00Z`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(toNumber);
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1000 + toMillis(parts[7]);
  const at = dayStart(year, month, day);
  if (at === null || hour > 23 || minute > 59 || second > 59)
    return refuse(`${shown} is not in the calendar`);
  if (parts[4] === undefined)
    return refuse(
      `${shown} is a day and no moment, write the time and the zone: ${text}T00:00:00Z is midnight UTC`,
    );
  if (parts[8] === undefined && parts[9] === undefined)
    return refuse(`${shown} has no zone, end it with Z for UTC or with an offset such as +02:00`);
  const [offsetHours = 0, offsetMinutes = 0] = parts.slice(10, 12).map(toNumber);
  if (offsetHours > 23 || offsetMinutes > 59) return refuse(`${shown} has no offset that exists`);
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000 * (parts[9] === "-" ? -1 : 1);
  return momentAt(at + ofDay - offset);
}

/** The moment at some ms since 1970. */
export function momentAt(ms: number): Read<Moment> {
  const at = Math.floor(ms);
  if (at >= EARLIEST && at <= LATEST) return { ok: true, value: new Moment(at) };
  return refuse("a moment lies between the years 1 and 9999");
}

/** RFC 3339 in UTC. */
export function momentText({ at }: Moment): string {
  return new Date(at).toISOString();
}

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
const LONGEST_MS = 36_525 * DAY_MS;

/** Reads a duration: ISO 8601 of fixed length (`PT30M`, `P1D`, `-P2W`) or `1h30m`. At most a hundred years. */
export function readSpan(text: string): Read<Span> {
  const iso = durationToMs(text);
  if (iso !== null) return { ok: true, value: new Span(iso + 0) };
  const shown = JSON.stringify(text.slice(0, 40));
  if (SHORT.test(text)) return shortSpan(text, shown);
  if (/^-?P(?:[\d.]+[WD])?[\d.]+[YM]/.test(text))
    return refuse(`${shown} has no fixed length, months and years differ: write days, such as P30D`);
  if (/^-?P/.test(text))
    return refuse(`${shown} is no duration up to 100 years, write it as PT30M, P1D or P2W`);
  const days = /^(\d{1,4}) ?(d|days?|w|weeks?)$/.exec(text);
  if (days !== null)
    return refuse(
      `${shown} is no duration, write P${days[1]}${days[2]?.startsWith("d") === true ? "D" : "W"}`,
    );
  return refuse(`${shown} is no duration, write it as PT30M, P1D or 1h30m`);
}

function shortSpan(text: string, shown: string): Read<Span> {
  let ms = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/([\d.]+)([a-zµ]+)/g))
    ms += Number(count) * (UNITS[unit] ?? 0);
  if (ms > LONGEST_MS) return refuse(`${shown} is longer than 100 years`);
  return { ok: true, value: new Span(Math.round(text.startsWith("-") ? -ms : ms) + 0) };
}

/** ISO 8601 in seconds: the same length has one text. */
export function spanText({ ms }: Span): string {
  return `${ms < 0 ? "-" : ""}PT${Math.abs(ms) / 1000}S`;
}

/** Ms of a day's start in UTC; null for a day that no calendar has. */
function dayStart(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isThere =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? date.getTime() : null;
}

function toMillis(fraction = ""): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function toNumber(part: string | undefined): number {
  return Number(part ?? 0);
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
