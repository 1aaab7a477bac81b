import type { ExpressionHelp } from "./help.ts";

/** How values are written and read. */
export const VALUES_HELP: readonly ExpressionHelp[] = [
  {
    group: "Values",
    forms: ["'text'", '"text"'],
    says: "Text, in straight quotes of either kind.",
    examples: [["trigger.data.country == 'DE'", true]],
  },
  {
    group: "Values",
    forms: ["5", "719.99"],
    says: "A number. There is one kind, exact up to 9007199254740991; an id of more digits is text.",
    examples: [["trigger.data.total > 500", true]],
  },
  {
    group: "Values",
    forms: ["true", "false"],
    says: "What a condition gives; a field that holds it needs no comparison.",
    examples: [
      ["trigger.data.gift == false", true],
      ["!trigger.data.gift", true],
    ],
  },
  {
    group: "Values",
    forms: ["null"],
    says: "A field that is there and empty. A field that is not there is missing, which is asked with has().",
    examples: [["trigger.data.note == null", true]],
  },
  {
    group: "Values",
    forms: ["[…]", "{…}"],
    says: "A list, and an object with its fields.",
    examples: [
      ["trigger.data.country in ['DE', 'AT', 'CH']", true],
      ["{'customer': subject, 'total': trigger.data.total}", { customer: "ann@example.com", total: 719.99 }],
    ],
  },
  {
    group: "Values",
    forms: ["object.field", "object['a field']"],
    says: "A field; in brackets where its name is no word. It must be there.",
    examples: [
      ["trigger.data.country", "DE"],
      ["trigger.data['country']", "DE"],
    ],
  },
  {
    group: "Values",
    forms: ["list[0]"],
    says: "An item of a list, counted from 0. It must be there.",
    examples: [
      ["trigger.data.items[0].sku", "desk"],
      ["trigger.data.items[size(trigger.data.items) - 1].sku", "lamp"],
    ],
  },
];

/** How one asks for what may be missing. */
export const MISSING_HELP: readonly ExpressionHelp[] = [
  {
    group: "What may be missing",
    forms: ["has(trigger.data.field)"],
    says: "Whether the field is there; false as well where a part of the path is missing. Null is there.",
    examples: [
      ["has(trigger.data.coupon) && trigger.data.coupon.code == 'SPRING'", false],
      ["has(profile.firstName) ? profile.firstName : 'friend'", "Ann"],
      ["has(trigger.data.note)", true],
    ],
  },
];
