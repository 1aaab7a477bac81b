import { expect, it } from "vitest";
import { completionsAt } from "./completions.ts";

const variables = [
  { path: "trigger.data.total", type: "number", group: "The event that started it" },
  { path: "trigger.data.code", type: "string", group: "The event that started it" },
  { path: "trigger.data.items", type: "list", group: "The event that started it" },
  { path: "profile.firstName", type: "string", group: "Subject and profile" },
];

const shownAt = (text: string) => completionsAt(text, text.length, variables).map(({ shown }) => shown);

it.each([
  ["tot", ["trigger.data.total"]],
  ["ha", ["has(trigger.data.field)"]],
  ["trigger.data.code.st", ["text.startsWith(part)"]],
  ["trigger.data.items.ex", ["list.exists(x, condition)", "list.exists_one(x, condition)"]],
  ["trigger.data.total.st", []],
  ["trigger.data.items.filter(x, x.count > 1).si", ["x.size()"]],
  ["profile.nick.up", ["text.upperAscii()"]],
  ["dura", ["duration(x)"]],
  ["t", []],
  ["'tot", []],
  ["subject == 'a' && tot", ["trigger.data.total"]],
])("%s offers %j", (text, offered) => {
  expect(shownAt(text)).toEqual(offered);
});

it.each([
  ["trigger.data.code.con", "trigger.data.code.contains()", 1],
  ["trigger.data.code.tri", "trigger.data.code.trim()", 0],
  ["trigger.data.items.al", "trigger.data.items.all(x, )", 1],
  ["siz", "size()", 1],
])("%s becomes %s, the caret where one writes on", (text, becomes, fromEnd) => {
  const [first] = completionsAt(text, text.length, variables).filter(({ isFunction }) => isFunction);
  if (first === undefined) throw new Error("nothing is offered");
  const start = text.length - first.over;
  expect(text.slice(0, start) + first.text).toBe(becomes);
  expect(start + first.caret).toBe(becomes.length - fromEnd);
});

it("says in a sentence what each function gives", () => {
  expect(completionsAt("tim", 3, [])[0]?.about).toMatch(/^A moment.*\.$/);
});
