import type { ExpressionHelp } from "./help.ts";

/** Moments, durations and their functions. */
export const TIME_HELP: readonly ExpressionHelp[] = [
  {
    group: "Moments and durations",
    forms: ["now"],
    says: "The moment of the evaluation. A filter of arriving events does not see it.",
    examples: [["now - timestamp(trigger.time) > duration('PT15M')", true]],
  },
  {
    group: "Moments and durations",
    forms: ["timestamp(x)"],
    says: "A moment: of text with a time and a zone, or of the seconds since 1970.",
    examples: [
      ["timestamp(trigger.data.orderedAt) < now", true],
      ["timestamp('2026-11-27T10:15:00+01:00')", "2026-11-27T09:15:00.000Z"],
    ],
  },
  {
    group: "Moments and durations",
    forms: ["duration(x)"],
    says: "A length of time: PT30M, P1D, P2W, or 1h30m.",
    examples: [
      ["duration('PT30M')", "PT1800S"],
      ["now - timestamp(trigger.data.orderedAt) < duration('P7D')", true],
    ],
  },
  {
    group: "Moments and durations",
    forms: ["moment.getFullYear()", "moment.getMonth()", "moment.getDate()"],
    says: "The year, the month (January is 0) and the day of the month of a moment, in UTC.",
    examples: [["now.getMonth() == 10", true]],
  },
  {
    group: "Moments and durations",
    forms: ["moment.getDayOfWeek()"],
    says: "The day of the week of a moment, in UTC; Sunday is 0.",
    examples: [["now.getDayOfWeek() == 5", true]],
  },
  {
    group: "Moments and durations",
    forms: ["moment.getDayOfMonth()", "moment.getDayOfYear()"],
    says: "The day of the month and of the year, both counted from 0, in UTC.",
    examples: [["now.getDayOfMonth()", 26]],
  },
  {
    group: "Moments and durations",
    forms: ["moment.getHours()", "moment.getMinutes()", "moment.getSeconds()", "moment.getMilliseconds()"],
    says: "Parts of a moment, in UTC; of a duration, all of it in that unit.",
    examples: [
      ["now.getHours() < 12", true],
      ["duration('P1DT1H').getHours()", 25],
    ],
  },
];
