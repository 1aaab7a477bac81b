import type { ExpressionHelp } from "./help.ts";

const GROUP = "Moments and durations";

/** Moments, durations and their functions. */
export const TIME_HELP: readonly ExpressionHelp[] = [
  {
    group: GROUP,
    forms: ["now"],
    says: "The moment of the evaluation; in the condition of a trigger or a wait, when the event was received.",
    examples: [["now - timestamp(trigger.time) > duration('PT15M')", true]],
  },
  {
    group: GROUP,
    forms: ["timestamp(x)", "timestamp(x, zone)"],
    says: "A moment: of a date such as 2026-12-24 or 2026-12-24T18:00, read in the flow's zone or in the one that is named, or of the seconds since 1970.",
    examples: [
      ["timestamp(trigger.data.orderedAt) < now", true],
      ["timestamp('2026-12-24T18:00')", "2026-12-24T17:00:00.000Z"],
      ["timestamp('2026-12-24T18:00', 'subject')", "2026-12-24T23:00:00.000Z"],
      ["timestamp(today() + 'T18:00')", "2026-11-27T17:00:00.000Z"],
    ],
  },
  {
    group: GROUP,
    forms: ["duration(x)"],
    says: "A length of time: PT30M, P1D, P1M, or 1h30m. Days, weeks, months and years follow the calendar, hours pass.",
    examples: [
      ["now + duration('P1M')", "2026-12-27T09:30:00.000Z"],
      ["now - timestamp(trigger.data.orderedAt) < duration('P7D')", true],
    ],
  },
  {
    group: GROUP,
    forms: ["today()", "today(zone)", "moment.day()", "moment.day(zone)"],
    says: "The day as text, in the flow's zone or in the one that is named.",
    examples: [
      ["today() == trigger.data.dueOn", false],
      ["timestamp(trigger.data.orderedAt).day()", "2026-11-25"],
    ],
  },
  {
    group: GROUP,
    forms: ["moment.timeOfDay()", "moment.timeOfDay(zone)"],
    says: "What the clock shows, as text.",
    examples: [
      ["now.timeOfDay() >= '09:00' && now.timeOfDay() < '17:00'", true],
      ["now.timeOfDay('subject')", "04:30"],
    ],
  },
  {
    group: GROUP,
    forms: ["moment.weekday()", "moment.weekday(zone)"],
    says: "The day of the week: 1 is Monday, 7 is Sunday.",
    examples: [["now.weekday() <= 5", true]],
  },
  {
    group: GROUP,
    forms: ["daysBetween(moment, moment)", "daysBetween(moment, moment, zone)"],
    says: "Days of the calendar from one moment to another.",
    examples: [["daysBetween(now, timestamp(trigger.data.dueOn)) <= 30", true]],
  },
  {
    group: GROUP,
    forms: ["moment.startOfDay()", "moment.startOfDay(zone)"],
    says: "The first moment of the day.",
    examples: [["timestamp(trigger.data.orderedAt) < now.startOfDay()", true]],
  },
  {
    group: GROUP,
    forms: ["moment.plus(text)", "moment.plus(text, zone)"],
    says: "The moment some time later, or earlier, by the calendar of the flow's zone or of the one that is named.",
    examples: [
      ["now.plus('P1M')", "2026-12-27T09:30:00.000Z"],
      ["now.plus('-P1D', 'subject')", "2026-11-26T09:30:00.000Z"],
    ],
  },
  {
    group: GROUP,
    forms: ["isDate(x)"],
    says: "Whether x is a text that is a date.",
    examples: [["isDate(trigger.data.dueOn) && timestamp(trigger.data.dueOn) > now", true]],
  },
  {
    group: GROUP,
    forms: [
      "moment.getFullYear()",
      "moment.getFullYear(zone)",
      "moment.getMonth()",
      "moment.getMonth(zone)",
      "moment.getDate()",
      "moment.getDate(zone)",
    ],
    says: "The year, the month (January is 0) and the day of the month.",
    examples: [["now.getMonth() == 10", true]],
  },
  {
    group: GROUP,
    forms: [
      "moment.getDayOfWeek()",
      "moment.getDayOfWeek(zone)",
      "moment.getDayOfMonth()",
      "moment.getDayOfMonth(zone)",
      "moment.getDayOfYear()",
      "moment.getDayOfYear(zone)",
    ],
    says: "The day of the week (Sunday is 0), of the month and of the year, counted from 0.",
    examples: [["now.getDayOfYear() == 330", true]],
  },
  {
    group: GROUP,
    forms: [
      "moment.getHours()",
      "moment.getHours(zone)",
      "moment.getMinutes()",
      "moment.getMinutes(zone)",
      "moment.getSeconds()",
      "moment.getSeconds(zone)",
      "moment.getMilliseconds()",
      "moment.getMilliseconds(zone)",
    ],
    says: "What the clock shows; of a duration, all of it in that unit.",
    examples: [
      ["now.getHours('America/New_York') < 12", true],
      ["now.getHours()", 10],
      ["duration('P1DT1H').getHours()", 25],
    ],
  },
];
