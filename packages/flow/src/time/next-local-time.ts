import { toInstant, toLocal } from "./clocks.ts";
import type { Clocks } from "./clocks.ts";
import { floorToDay } from "./zone-span.ts";

/** A time of day (`HH:MM`) on one of some weekdays (1 Monday … 7 Sunday; none means any). */
export interface LocalTimeRule {
  readonly time: string;
  readonly weekdays: readonly number[];
}

const DAY_MS = 86_400_000;
/** A rule that names one weekday finds it within a week; the second week covers a day without that local time. */
const DAYS_AHEAD = 15;

/**
 * The first instant (ms) after another at which the clocks of a zone show a time of day on one of some weekdays. A time that
 * a change of the clocks skips is taken as much later as they jump; of a time that occurs twice the first one counts.
 *
 * @example nextLocalTime({ time: "09:00", weekdays: [] }, hostClocks("Europe/Berlin"), "Europe/Berlin", Date.now())
 */
export function nextLocalTime(rule: LocalTimeRule, clocks: Clocks, zone: string, after: number): number {
  const { time, weekdays } = rule;
  const ofDay = readTime(time);
  const today = floorToDay(toLocal(clocks, zone, after));
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = today + ahead * DAY_MS;
    if (weekdays.length > 0 && !weekdays.includes(weekdayOf(day))) continue;
    const instant = toInstant(clocks, zone, day + ofDay);
    if (instant > after) return instant;
  }
  throw new RangeError(
    `Cannot find the next "${time}": weekdays are ${weekdays.join(", ")}, 1 to 7 would be right`,
  );
}

/** The weekday of a local time: 1 Monday … 7 Sunday. */
export function weekdayOf(local: number): number {
  return ((new Date(local).getUTCDay() + 6) % 7) + 1;
}

function readTime(time: string): number {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (parts === null) throw new RangeError(`Cannot read time of day "${time}": expected HH:MM`);
  return (Number(parts[1]) * 60 + Number(parts[2])) * 60_000;
}
