// Functions that read clocks. Each is offered for the flow's zone and, with one more value, for the zone that it names.
import { offsetAt, toInstant, toLocal } from "../time/clocks.ts";
import type { Clocks } from "../time/clocks.ts";
import { weekdayOf } from "../time/next-local-time.ts";
import { dayText, readDate, readMoment, timeText } from "../time/read-date.ts";
import { daysBetween, later, lengthOf, readSpan } from "../time/span-text.ts";
import { floorToDay } from "../time/zone-span.ts";
import { ValueProblem } from "./failure.ts";
import { taken } from "./taken.ts";
import { Moment } from "./values.ts";
import type { Span } from "./values.ts";

const TIMESTAMP = "google.protobuf.Timestamp";
const DURATION = "google.protobuf.Duration";
const DAY_MS = 86_400_000;

/** Parts of a local time, named as in CEL. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - yearStart(date)) / DAY_MS),
  getFullYear: (date) => date.getUTCFullYear(),
  getHours: (date) => date.getUTCHours(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
  getMinutes: (date) => date.getUTCMinutes(),
  getMonth: (date) => date.getUTCMonth(),
  getSeconds: (date) => date.getUTCSeconds(),
};

/** Whole hours, minutes, … of a duration: all of it, not the part that a clock would show. */
const SPAN_PARTS: Readonly<Record<string, number>> = {
  getHours: 3_600_000,
  getMinutes: 60_000,
  getSeconds: 1000,
  getMilliseconds: 1,
};

/** What of a moment's local time is asked for, by name with its type. */
const OF_LOCAL: Readonly<Record<string, (local: number) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(PARTS).map(([name, read]) => [
      `${name}: double`,
      (local: number) => read(new Date(local)),
    ]),
  ),
  "weekday: double": weekdayOf,
  "day: string": dayText,
  "timeOfDay: string": timeText,
};

type Form = readonly [signature: string, call: (clocks: Clocks, ...values: never[]) => unknown];

/** Forms of functions with what they do; the clocks come first. */
export const TIME_FUNCTIONS: readonly Form[] = [
  ...zoned("timestamp(string)", TIMESTAMP, (clocks, zone, text: string) =>
    taken(readMoment(text, clocks, zone)),
  ),
  ...zoned("today()", "string", (clocks, zone) => dayText(toLocal(clocks, zone, nowOf(clocks).at))),
  ["isDate(dyn): bool", (_clocks, value: unknown) => typeof value === "string" && readDate(value).ok],
  ...Object.entries(OF_LOCAL).flatMap(([named, read]) => {
    const [name = "", type = ""] = named.split(": ");
    return zoned(`${TIMESTAMP}.${name}()`, type, (clocks, zone, { at }: Moment) =>
      read(toLocal(clocks, zone, at)),
    );
  }),
  ...zoned(
    `${TIMESTAMP}.startOfDay()`,
    TIMESTAMP,
    (clocks, zone, { at }: Moment) =>
      new Moment(toInstant(clocks, zone, floorToDay(toLocal(clocks, zone, at)))),
  ),
  ...zoned(`${TIMESTAMP}.plus(string)`, TIMESTAMP, (clocks, zone, moment: Moment, span: string) => {
    offsetAt(clocks, zone, moment.at); // a zone that does not exist is told also where only hours are added
    return taken(later(clocks, zone, moment, taken(readSpan(span))));
  }),
  ...zoned(`daysBetween(${TIMESTAMP}, ${TIMESTAMP})`, "double", (clocks, zone, from: Moment, to: Moment) =>
    daysBetween(toLocal(clocks, zone, from.at), toLocal(clocks, zone, to.at)),
  ),
  ...Object.entries(SPAN_PARTS).map(([name, unitMs]): Form => [
    `${DURATION}.${name}(): double`,
    (_clocks, span: Span) => Math.trunc(lengthOf(span) / unitMs) + 0,
  ]),
];

function nowOf(clocks: Clocks): Moment {
  if (typeof clocks.now === "string") return taken(readMoment(clocks.now, clocks));
  throw new ValueProblem("now is not known here");
}

/** A form for the flow's zone, and one that takes the name of a zone at its end. */
function zoned(
  head: string,
  type: string,
  call: (clocks: Clocks, zone: string, ...values: never[]) => unknown,
): readonly Form[] {
  const comma = head.endsWith("()") ? "" : ", ";
  return [
    [`${head}: ${type}`, (clocks, ...values) => call(clocks, clocks.zone, ...values)],
    [
      `${head.slice(0, -1)}${comma}string): ${type}`,
      (clocks, ...values) => call(clocks, values.at(-1) ?? clocks.zone, ...values.slice(0, -1)),
    ],
  ];
}

function yearStart(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return start.getTime();
}
