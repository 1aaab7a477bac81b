import type { ExpressionHelp } from "./help.ts";

/** Functions of text. */
export const TEXT_HELP: readonly ExpressionHelp[] = [
  {
    group: "Text",
    forms: ["text.contains(part)"],
    says: "Whether a part stands anywhere in the text. Capital and small letters differ.",
    examples: [["trigger.data.code.contains('Spring')", true]],
  },
  {
    group: "Text",
    forms: ["text.startsWith(part)"],
    says: "Whether the text begins with a part.",
    examples: [["trigger.type.startsWith('cart.')", true]],
  },
  {
    group: "Text",
    forms: ["text.endsWith(part)"],
    says: "Whether the text ends with a part.",
    examples: [["profile.email.endsWith('@example.com')", true]],
  },
  {
    group: "Text",
    forms: ["text.lowerAscii()"],
    says: "The text in small letters.",
    examples: [["trigger.data.code.lowerAscii().contains('spring')", true]],
  },
  {
    group: "Text",
    forms: ["text.upperAscii()"],
    says: "The text in capital letters.",
    examples: [["profile.firstName.upperAscii()", "ANN"]],
  },
  {
    group: "Text",
    forms: ["text.trim()"],
    says: "The text without space around it.",
    examples: [["trigger.data.code.trim()", "Spring-25"]],
  },
  {
    group: "Text",
    forms: ["text.indexOf(part)", "text.indexOf(part, from)"],
    says: "The place where a part first stands, counted from 0; -1 where it does not.",
    examples: [["subject.indexOf('@')", 3]],
  },
  {
    group: "Text",
    forms: ["text.lastIndexOf(part)", "text.lastIndexOf(part, upTo)"],
    says: "The place where a part last stands, counted from 0; -1 where it does not.",
    examples: [["'a.b.c'.lastIndexOf('.')", 3]],
  },
  {
    group: "Text",
    forms: ["text.substring(from)", "text.substring(from, to)"],
    says: "A part of the text, from a place and up to another, which is left out.",
    examples: [
      ["subject.substring(subject.indexOf('@') + 1)", "example.com"],
      ["'2026-11-27'.substring(0, 4)", "2026"],
    ],
  },
  {
    group: "Text",
    forms: ["text.split(separator)", "text.split(separator, most)"],
    says: "The parts between the separators, as a list; with a limit the last part holds the rest.",
    examples: [["subject.split('@')[1]", "example.com"]],
  },
  {
    group: "Text",
    forms: ["string(x)"],
    says: "A number, true or false, a moment or a duration as text.",
    examples: [["string(trigger.data.total) + ' EUR'", "719.99 EUR"]],
  },
];

/** Functions that make numbers, and true or false. */
export const NUMBERS_HELP: readonly ExpressionHelp[] = [
  {
    group: "Numbers",
    forms: ["double(x)"],
    says: "Text as the number that it holds.",
    examples: [["double(trigger.data.number) > 40", true]],
  },
  {
    group: "Numbers",
    forms: ["int(x)"],
    says: "A whole number: what stands behind the point is cut off. Text must be a whole number.",
    examples: [
      ["int(trigger.data.total)", 719],
      ["int(trigger.data.number) == 42", true],
    ],
  },
  {
    group: "Numbers",
    forms: ["bool(x)"],
    says: "The text true or 1 as true, false or 0 as false.",
    examples: [["bool('true')", true]],
  },
];
