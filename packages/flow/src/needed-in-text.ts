// What a Liquid text needs: the values without which it is not written. By the same rules as strict-liquid.ts renders it.
import { IfTag, TypeGuards, UnlessTag, Value } from "liquidjs";
import type { FilteredValueToken, Template, Token } from "liquidjs";
import { ASKING_TAGS, asksForNothing } from "./strict-liquid.ts";

type Path = readonly string[];

/** Chains of names that a parsed text reads without having asked for them, as written; each once. */
export function neededInText(templates: readonly Template[]): readonly Path[] {
  const found = needed(templates, []);
  return [...new Map(found.map((path) => [path.join("\u0000"), path])).values()];
}

function needed(templates: readonly Template[], asked: readonly Path[]): readonly Path[] {
  return templates.flatMap((template) => {
    const own = ownReads(template);
    const known = [...asked, ...own.asked];
    const { value } = template.children?.(false, true).next() ?? {};
    const inner = Array.isArray(value) ? needed(value as readonly Template[], known) : []; // what it declares
    return [...own.needed.filter((path) => !known.some((one) => isAsked(one, path))), ...inner];
  });
}

interface Reads {
  readonly needed: readonly Path[];
  readonly asked: readonly Path[];
}

function ownReads(template: Template): Reads {
  const tag = "name" in template ? String(template.name) : "";
  const isTest = template instanceof IfTag || template instanceof UnlessTag || ASKING_TAGS.has(tag);
  const reads = [...(template.arguments?.() ?? [])].map((argument): Reads =>
    argument instanceof Value || TypeGuards.isFilteredValueToken(argument)
      ? valueReads(argument, isTest || tag === "assign")
      : { needed: pathsOf(argument), asked: [] },
  );
  return { needed: reads.flatMap((one) => one.needed), asked: reads.flatMap((one) => one.asked) };
}

function valueReads(
  { initial, filters }: Pick<Value | FilteredValueToken, "initial" | "filters">,
  mayAsk: boolean,
): Reads {
  const { tested, compared } = operandsOf(initial.postfix);
  const isCaught = filters.some(({ name }) => name === "default");
  const args = filters.flatMap(({ args: given }, at) => {
    // What stands for a missing value may be missing where another one stands for it.
    if (filters.slice(at + 1).some(({ name }) => name === "default")) return [];
    return given.flatMap((arg) =>
      Array.isArray(arg) ? (arg[1] === undefined ? [] : pathsOf(arg[1])) : pathsOf(arg),
    );
  });
  if (isCaught) return { needed: args, asked: [] };
  if (mayAsk && filters.length === 0) return { needed: compared, asked: tested };
  return { needed: [...tested, ...compared, ...args], asked: [] };
}

/** What a condition asks for, and what it takes for granted. */
function operandsOf(postfix: readonly Token[]): {
  readonly tested: readonly Path[];
  readonly compared: readonly Path[];
} {
  const compared: Path[] = [];
  const tested: Path[] = [];
  const operands: (Token | null)[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      operands.push(token);
      continue;
    }
    const sides = operands.splice(token.operator === "not" ? -1 : -2);
    const isJoined = token.operator === "not" || token.operator === "and" || token.operator === "or";
    const asks = asksForNothing(
      token.operator,
      sides.map((side) => side?.getText() ?? ""),
    );
    const into = isJoined || asks ? tested : compared;
    into.push(...sides.flatMap((side) => (side === null ? [] : pathsOf(side))));
    operands.push(null);
  }
  return {
    tested: [...tested, ...operands.flatMap((side) => (side === null ? [] : pathsOf(side)))],
    compared,
  };
}

/** `a.b["c"]` as names, up to what is computed or counted. */
function pathsOf(token: Token): readonly Path[] {
  if (TypeGuards.isRangeToken(token)) return [...pathsOf(token.lhs), ...pathsOf(token.rhs)];
  if (!TypeGuards.isPropertyAccessToken(token)) return [];
  const text = token.getText();
  const [root] = /^[A-Za-z_][\w-]*/.exec(text) ?? [];
  if (root === undefined) return [];
  const path = [root];
  const part = /\.([A-Za-z_][\w-]*)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/y;
  part.lastIndex = root.length;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    if (match[1] !== undefined && OF_THE_WHOLE.has(name)) break;
    path.push(name);
  }
  return [path];
}

const OF_THE_WHOLE: ReadonlySet<string> = new Set(["size", "first", "last"]);

/** Who asks for a part of a path, or for what lies in it, has asked. */
function isAsked(one: Path, path: Path): boolean {
  return one.every((name, index) => index >= path.length || path[index] === name);
}
