// Zones as the library and the host know them. Never in Temporal's sandbox: a run asks for them and keeps the answer.
import { Temporal } from "temporal-polyfill";
import { closest } from "../names.ts";
import { boundsOf } from "./zone-span.ts";
import type { ZoneSpan } from "./zone-span.ts";
import { isFixedOffset } from "./clocks.ts";
import type { Clocks } from "./clocks.ts";

/** Spans by zone and number; null for a zone that does not exist. Emptied when there are too many. */
const known = new Map<string, ZoneSpan | null>();
const MAX_KNOWN = 2_000;

/** What the clocks of a zone show in a span of years; null for a name that no zone has. */
export function readZone(zone: string, span: number): ZoneSpan | null {
  const key = `${span} ${zone}`;
  let found = known.get(key);
  if (found === undefined) {
    found = isZone(zone) ? readSpan(zone, span) : null;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, found);
  }
  return found;
}

/** Clocks of the host, with a zone for where none is named. */
export function hostClocks(zone: string): Clocks {
  return { zone, spanOf: readZone };
}

/** Why a name is that of no zone, and what was probably meant; null for one that is. */
export function zoneProblem(zone: string): string | null {
  if (isFixedOffset(zone) || isZone(zone)) return null;
  const meant = closest(zone, Intl.supportedValuesOf("timeZone"));
  const advice = meant === null ? 'choose one such as "Europe/Berlin"' : `did you mean "${meant}"?`;
  return `there is no time zone "${zone}": ${advice}`;
}

/** To ask for a format takes a thousand times as long as to find a usual name. */
const usualZones: ReadonlySet<string> = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);

/** Whether a name is that of a time zone. */
function isZone(zone: string): boolean {
  if (usualZones.has(zone)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function readSpan(zone: string, span: number): ZoneSpan {
  const { from, to } = boundsOf(span);
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  const offset = secondsOf(at);
  const changes: number[] = [];
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds >= to) return { offset, changes };
    at = next;
    changes.push(Math.floor(at.epochMilliseconds / 1000), secondsOf(at));
  }
}

function secondsOf({ offsetNanoseconds }: Temporal.ZonedDateTime): number {
  return Math.round(offsetNanoseconds / 1e9);
}
