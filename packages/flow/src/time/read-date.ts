// Dates and date-times as text: ISO 8601 and nothing else, the same on every machine.
import { Moment } from "../expressions/values.ts";
import { toInstant } from "./clocks.ts";
import type { Clocks } from "./clocks.ts";
import { dayStart } from "./zone-span.ts";

/** A value that was read, or why it cannot be. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

/** What a text says: an instant, or what the clocks of some zone show. All in ms. */
export type DateText =
  | { readonly kind: "instant"; readonly at: number }
  | { readonly kind: "local"; readonly local: number };

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/** The first and last millisecond of the years 1 to 9999: RFC 3339 has no others. */
const EARLIEST = -62_135_596_800_000;
const LATEST = 253_402_300_799_999;

/** Reads a date, or a date with a time of day, which may name its distance from UTC. */
export function readDate(text: string): Read<DateText> {
  const parts = DATE.exec(text);
  if (parts === null) return refuse(sayNoDate(text));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(toNumber);
  const start = dayStart(year, month, day);
  if (year === 0 || start === null) return refuse(`${shown(text)} is not in the calendar`);
  if (hour > 23 || minute > 59 || second > 59)
    return refuse(`${shown(text)} is not on the clock, which shows 00:00 to 23:59:59`);
  const local = start + ((hour * 60 + minute) * 60 + second) * 1000 + toMillis(parts[7]);
  if (parts[8] === undefined && parts[9] === undefined) return { ok: true, value: { kind: "local", local } };
  const [offsetHours = 0, offsetMinutes = 0] = parts.slice(10, 12).map(toNumber);
  if (offsetHours > 23 || offsetMinutes > 59) return refuse(`${shown(text)} has no offset that exists`);
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000 * (parts[9] === "-" ? -1 : 1);
  const moment = momentAt(local - offset);
  return moment.ok ? { ok: true, value: { kind: "instant", at: moment.value.at } } : moment;
}

/**
 * Reads a moment. What says no distance from UTC is meant in the zone; a date alone is the first moment of its day there.
 *
 * @example readMoment("2026-03-29T10:00", clocks, "Europe/Berlin") // 08:00 UTC
 */
export function readMoment(text: string, clocks: Clocks, zone: string = clocks.zone): Read<Moment> {
  const date = readDate(text);
  if (!date.ok) return date;
  const { value } = date;
  return momentAt(value.kind === "instant" ? value.at : toInstant(clocks, zone, value.local));
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

/** `2026-03-29` of a local time. */
export function dayText(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}

/** `09:30` of a local time. */
export function timeText(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}

function sayNoDate(text: string): string {
  const right = "write it as 2026-03-29, 2026-03-29T10:00 or 2026-03-29T10:00:00Z";
  if (text.trim() === "") return `an empty text is no date, ${right}`;
  if (text.trim() !== text && DATE.test(text.trim()))
    return `${shown(text)} is no date: it has spaces around it, trim() takes them off`;
  return `${shown(text)} is no date, ${right}`;
}

function shown(text: string): string {
  return JSON.stringify(Array.from(text).slice(0, 40).join(""));
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
