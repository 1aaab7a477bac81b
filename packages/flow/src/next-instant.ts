// Local time to instants. Zones never enter the stepper: a change of tzdata between two workers must not break a replay.
import type { InstantRule } from "./stepper/facts.ts";

const DAY_MS = 86_400_000;
/** A rule that names one weekday finds it within a week; the second week covers a day without that local time. */
const DAYS_AHEAD = 15;

/**
 * The first instant (ms since the epoch) after `now` at which the clocks of the rule's zone show its time of day on one
 * of its weekdays (1 Monday … 7 Sunday; none means any). A time that the change to summer time skips is taken as much
 * later as the clocks jump; of a time that occurs twice the first one counts. Throws a RangeError for an unknown zone.
 *
 * @example nextInstant({ kind: "next-local-time", time: "09:00", weekdays: [], zone: "Europe/Berlin" }, Date.now())
 */
export function nextInstant(rule: InstantRule, now: number): number {
  const { hour, minute } = parseTime(rule.time);
  const today = localDay(now, rule.zone);
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = today + ahead * DAY_MS;
    if (rule.weekdays.length > 0 && !rule.weekdays.includes(weekdayOf(day))) continue;
    const instant = toInstant(day + hour * 3_600_000 + minute * 60_000, rule.zone);
    if (instant > now) return instant;
  }
  throw new RangeError(
    `Cannot find the next "${rule.time}": weekdays are ${rule.weekdays.join(", ")}, 1 to 7 would be right`,
  );
}

function parseTime(time: string): { hour: number; minute: number } {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (parts === null) throw new RangeError(`Cannot read time of day "${time}": expected HH:MM`);
  return { hour: Number(parts[1]), minute: Number(parts[2]) };
}

/** The zone's date at an instant, as the UTC midnight of that date. */
function localDay(instant: number, zone: string): number {
  const local = instant + offsetAt(instant, zone);
  return Math.floor(local / DAY_MS) * DAY_MS;
}

function weekdayOf(day: number): number {
  return ((new Date(day).getUTCDay() + 6) % 7) + 1;
}

/** `local` is wall-clock time written as if it were UTC. */
function toInstant(local: number, zone: string): number {
  const before = offsetAt(local - DAY_MS, zone);
  const after = offsetAt(local + DAY_MS, zone);
  const candidates = [local - before, local - after].filter(
    (instant) => instant + offsetAt(instant, zone) === local,
  );
  return candidates.length > 0 ? Math.min(...candidates) : local - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at an instant, in ms. */
function offsetAt(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const part = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    part.get("year") ?? 0,
    (part.get("month") ?? 1) - 1,
    part.get("day") ?? 1,
    part.get("hour") ?? 0,
    part.get("minute") ?? 0,
    part.get("second") ?? 0,
  );
  return local - Math.floor(instant / 1000) * 1000;
}
