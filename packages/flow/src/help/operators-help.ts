import type { ExpressionHelp } from "./help.ts";

/** Operators that give true or false. */
export const COMPARING_HELP: readonly ExpressionHelp[] = [
  {
    group: "Comparing",
    forms: ["a == b", "a != b"],
    says: "Whether both are the same; lists by their items, objects by their fields. Text and a number are never compared.",
    examples: [["trigger.data.country != 'US'", true]],
  },
  {
    group: "Comparing",
    forms: ["a < b", "a <= b", "a > b", "a >= b"],
    says: "Numbers by size, moments by time, durations by length, text letter by letter.",
    examples: [
      ["trigger.data.total >= 500", true],
      ["'10' < '9'", true],
    ],
  },
  {
    group: "Comparing",
    forms: ["a && b", "a || b", "!a"],
    says: "Both, one of both, not. Where one side decides, the other may fail.",
    examples: [
      ["trigger.data.total > 500 && trigger.data.country == 'DE'", true],
      ["!(trigger.data.total > 500 || trigger.data.gift)", false],
    ],
  },
  {
    group: "Comparing",
    forms: ["condition ? one : other"],
    says: "The one value where the condition holds, else the other; only the one that is given is worked out.",
    examples: [["trigger.data.total > 500 ? 'large' : 'small'", "large"]],
  },
  {
    group: "Comparing",
    forms: ["item in list", "'field' in object"],
    says: "Whether an item is in a list, or a field in an object.",
    examples: [
      ["'vip' in profile.tags", true],
      ["'utm-source' in trigger.data", false],
    ],
  },
];

/** Operators and forms that make a value of others. */
export const CALCULATING_HELP: readonly ExpressionHelp[] = [
  {
    group: "Calculating",
    forms: ["a + b", "a - b", "a * b"],
    says: "Numbers. + also joins texts and lists; a moment and a duration give a moment, a moment less a moment a duration.",
    examples: [
      ["trigger.data.total * 2", 1439.98],
      ["'Order of ' + profile.firstName", "Order of Ann"],
      ["timestamp(trigger.time) + duration('P1D')", "2026-11-28T09:00:00.000Z"],
    ],
  },
  {
    group: "Calculating",
    forms: ["a / b", "a % b"],
    says: "Division, which keeps its decimals, and what is left of a whole one. Dividing by zero is an error.",
    examples: [
      ["1 / 2", 0.5],
      ["7 % 3", 1],
    ],
  },
  {
    group: "Calculating",
    forms: ["cel.bind(name, value, rest)"],
    says: "The rest, in which a name stands for the value.",
    examples: [["cel.bind(t, trigger.data.total, t > 500 && t < 1000)", true]],
  },
  {
    group: "Calculating",
    forms: ["dyn(x)"],
    says: "x itself, of a type that the check does not judge.",
    examples: [["true ? dyn(1) : 'none'", 1]],
  },
];
