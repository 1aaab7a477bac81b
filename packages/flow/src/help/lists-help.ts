import type { ExpressionHelp } from "./help.ts";

/** Functions of lists and objects. */
export const LISTS_HELP: readonly ExpressionHelp[] = [
  {
    group: "Lists and objects",
    forms: ["size(x)", "x.size()"],
    says: "How many: letters of a text, items of a list, fields of an object.",
    examples: [["size(trigger.data.items) > 1", true]],
  },
  {
    group: "Lists and objects",
    forms: ["list.exists(x, condition)"],
    says: "Whether the condition holds for some item; x is the item, or a name of an object's fields.",
    examples: [["trigger.data.items.exists(x, x.price > 500)", true]],
  },
  {
    group: "Lists and objects",
    forms: ["list.all(x, condition)"],
    says: "Whether the condition holds for every item; for an empty list it does.",
    examples: [["trigger.data.items.all(x, x.count > 0)", true]],
  },
  {
    group: "Lists and objects",
    forms: ["list.exists_one(x, condition)"],
    says: "Whether the condition holds for exactly one item.",
    examples: [["trigger.data.items.exists_one(x, x.sku == 'lamp')", true]],
  },
  {
    group: "Lists and objects",
    forms: ["list.filter(x, condition)"],
    says: "The items for which the condition holds.",
    examples: [["trigger.data.items.filter(x, x.count > 1).size()", 1]],
  },
  {
    group: "Lists and objects",
    forms: ["list.map(x, value)", "list.map(x, condition, value)"],
    says: "A list of a value of each item, or of each for which a condition holds.",
    examples: [
      ["trigger.data.items.map(x, x.price * x.count)", [639.99, 80]],
      ["trigger.data.items.map(x, x.count > 1, x.sku)", ["lamp"]],
    ],
  },
  {
    group: "Lists and objects",
    forms: ["list.join()", "list.join(separator)"],
    says: "One text of a list of texts.",
    examples: [["trigger.data.items.map(x, x.sku).join(', ')", "desk, lamp"]],
  },
];
