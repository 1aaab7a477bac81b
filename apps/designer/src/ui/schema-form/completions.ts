// What may be written where the caret stands: values in reach, and functions with how they are called.
import { EXPRESSION_HELP } from "@throughline/flow";
import type { ExpressionHelp } from "@throughline/flow";
import type { Variable } from "./form-context.ts";
import { typeWord } from "./type-word.ts";

/** Something to write in the place of what was begun. */
export interface Completion {
  /** As it is shown: a path, or a call with names for what it takes. */
  readonly shown: string;
  readonly about: string;
  readonly isFunction: boolean;
  /** What takes the place of the last `over` characters before the caret. */
  readonly text: string;
  readonly over: number;
  /** Where the caret stands then, in characters of `text`. */
  readonly caret: number;
}

const MOST_VALUES = 8;
const MOST_FUNCTIONS = 6;

/** What fits the word before the caret: values by any part of their path, functions by how they begin. */
export function completionsAt(
  text: string,
  caret: number,
  variables: readonly Variable[],
): readonly Completion[] {
  const before = text.slice(0, caret);
  return isInQuotes(before) ? [] : [...valuesAt(before, variables), ...functionsAt(before, variables)];
}

function valuesAt(before: string, variables: readonly Variable[]): readonly Completion[] {
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? "";
  if (word.length < 2) return [];
  return variables
    .filter(({ path }) => path.toLowerCase().includes(word.toLowerCase()) && path !== word)
    .slice(0, MOST_VALUES)
    .map(({ path, type, group }) => ({
      shown: path,
      about: `${group} · ${typeWord(type)}`,
      isFunction: false,
      text: path,
      over: word.length,
      caret: path.length,
    }));
}

function functionsAt(before: string, variables: readonly Variable[]): readonly Completion[] {
  const [, holder = "", dot = "", begun = ""] = /([\w.]*?)(\.?)([A-Za-z_]\w*)$/.exec(before) ?? [];
  const isMethod = dot !== "";
  if (begun.length < (isMethod ? 1 : 2)) return [];
  const type = variables.find(({ path }) => path === holder)?.type;
  return CALLS.filter(
    ({ name, receiver }) =>
      (receiver !== undefined) === isMethod &&
      name.toLowerCase().startsWith(begun.toLowerCase()) &&
      (receiver === undefined || takes(receiver, type)),
  )
    .slice(0, MOST_FUNCTIONS)
    .map(({ shown, says, text, caret }) => ({
      shown,
      about: says,
      isFunction: true,
      text,
      over: begun.length,
      caret,
    }));
}

/** What stands before the dot of a function, by the types of values. */
const RECEIVERS: Readonly<Record<string, readonly string[]>> = {
  string: ["text", "x"],
  list: ["list", "x"],
  array: ["list", "x"],
  object: ["list", "x"],
  timestamp: ["moment"],
  number: [],
  boolean: [],
};

function takes(receiver: string, type = ""): boolean {
  return RECEIVERS[type]?.includes(receiver) ?? true;
}

interface Call {
  readonly name: string;
  readonly receiver: string | undefined;
  readonly shown: string;
  readonly says: string;
  readonly text: string;
  readonly caret: number;
}

const CALLS: readonly Call[] = EXPRESSION_HELP.flatMap(toCalls);

function toCalls({ forms, says }: ExpressionHelp): readonly Call[] {
  return forms.flatMap((shown) => {
    const [, prefix, method = "", inside = ""] = /^(?:(\w+)\.)?(\w+)\((.*)\)$/.exec(shown) ?? [];
    if (method === "") return [];
    const isBind = prefix === "cel";
    const name = isBind ? `cel.${method}` : method;
    // The name of an item stays; what it is to be is for the writer to say.
    const kept = /^(?:x|name), /.test(inside) ? "x, " : "";
    const text = `${name}(${kept})`;
    const caret = inside === "" ? text.length : text.length - 1;
    return [{ name, receiver: isBind ? undefined : prefix, shown, says, text, caret }];
  });
}

function isInQuotes(before: string): boolean {
  const bare = before.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return /["']/.test(bare);
}
