// Liquid in which a missing value is never nothing. The library is strict only where a value is printed; here it is wherever
// one is read: compared, gone over, handed to a filter. Who may do without it asks: `default`, or a plain `{% if x %}`.
import {
  Context,
  evalToken,
  isTruthy,
  Liquid,
  toValue,
  TypeGuards,
  UndefinedVariableError,
  Value,
} from "liquidjs";
import type { Filter, LiquidOptions, Template, Token } from "liquidjs";

/** Where a value should be there is null, or nothing. */
export class NothingError extends Error {}

/** Steps of the library's renderer, which resolves what is yielded. */
type Steps = Generator<unknown, unknown, unknown>;

/** A value that is not there, and the error that says so. */
class Missing {
  readonly error: Error;
  /** It was compared, so that nobody has asked whether it is there. */
  readonly isCompared: boolean;
  constructor(error: Error, isCompared: boolean) {
    this.error = error;
    this.isCompared = isCompared;
  }
}

/** Tags whose condition may ask for what is missing, with their other branches: `{% if x %}`. */
export const ASKING_TAGS: ReadonlySet<string> = new Set(["if", "unless"]);

/** The engine; texts parsed by it are rendered strictly. */
export class StrictLiquid extends Liquid {
  constructor(options: LiquidOptions) {
    super({ ...options, strictVariables: true, lenientIf: false });
  }

  override parse(text: string, path?: string): Template[] {
    const templates = super.parse(text, path);
    makeStrict(templates);
    return templates;
  }

  override async parseAndRender(text: string, scope: object = {}): Promise<unknown> {
    return this.render(this.parse(text), new StrictContext(scope, this.options));
  }
}

/** Reads null as the library reads what is undefined. */
class StrictContext extends Context {
  override *_getFromScope(...[scope, paths, isStrict]: Parameters<Context["_getFromScope"]>): Steps {
    const value = yield super._getFromScope(scope, paths, isStrict);
    return value === null ? yield super._getFromScope({}, ["null"], true) : value;
  }
}

function makeStrict(templates: readonly Template[]): void {
  for (const template of templates) {
    const tag = "name" in template ? String(template.name) : "";
    for (const argument of template.arguments?.() ?? [])
      if (argument instanceof Value) replace(argument, tag);
    // Without partials nothing is waited for.
    const { value } = template.children?.(false, true).next() ?? {};
    if (Array.isArray(value)) makeStrict(value as readonly Template[]); // what it declares
  }
}

function replace(value: Value, tag: string): void {
  value.value = function* (ctx): Steps {
    const found = yield* filtered(value, ctx);
    if (!(found instanceof Missing)) return found;
    if (mayBeMissing(value, tag, found)) return null;
    throw found.error;
  };
}

/** A plain test asks whether the value is there; a plain copy is asked later. */
function mayBeMissing({ initial, filters }: Value, tag: string, { error, isCompared }: Missing): boolean {
  if (isCompared) return false;
  if (tag === "assign")
    return filters.length === 0 ? initial.postfix.length === 1 : error instanceof NothingError;
  return ASKING_TAGS.has(tag);
}

/** What is missing stays so through every filter up to a `default`. */
function* filtered({ initial, filters }: Value, ctx: Context): Steps {
  let found = yield* evaluated(initial.postfix, ctx);
  for (const filter of filters) {
    if (filter.name === "default") found = yield* orElse(found, filter.args, ctx);
    else if (!(found instanceof Missing)) found = there(yield filter.render(found, ctx));
  }
  return found;
}

function there(value: unknown): unknown {
  return value ?? new Missing(new NothingError("there is nothing"), false);
}

/** The value, or where it is missing, empty or false what the filter says; that is read only where it is needed. */
function* orElse(found: unknown, [other, ...options]: Filter["args"], ctx: Context): Steps {
  const keepsFalse = options.some((option) => Array.isArray(option) && option[0] === "allow_false");
  const value = found instanceof Missing ? null : yield toValue(found);
  const isEmpty = typeof value === "string" || Array.isArray(value) ? value.length === 0 : false;
  if (!isEmpty && (isTruthy(value, ctx) || (value === false && keepsFalse))) return found;
  return other === undefined || Array.isArray(other) ? found : yield* read(other, ctx);
}

/** Operators over values that may be missing: what one side decides is decided, as in expressions. */
function* evaluated(postfix: readonly Token[], ctx: Context): Steps {
  const operands: Operand[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      operands.push({ value: yield* read(token, ctx), text: token.getText() });
      continue;
    }
    const right = operands.pop() ?? NONE;
    if (token.operator === "not") {
      operands.push({ value: yield* negated(right.value, ctx), text: "" });
      continue;
    }
    const left = operands.pop() ?? NONE;
    const isJoined = token.operator === "and" || token.operator === "or";
    const value = isJoined
      ? yield* joined(token.operator === "or", [left.value, right.value], ctx)
      : yield* compared(token.operator, left, right, ctx);
    operands.push({ value, text: "" });
  }
  return operands[0]?.value;
}

/** A part of a condition; `text` is empty for what an operator gave. */
interface Operand {
  readonly value: unknown;
  readonly text: string;
}

const NONE: Operand = { value: null, text: "" };

function* read(token: Token, ctx: Context): Steps {
  try {
    return yield evalToken(token, ctx);
  } catch (error) {
    if (error instanceof UndefinedVariableError) return new Missing(error, false);
    throw error;
  }
}

/** True, false, or what was compared although it is missing; what is asked for and missing is false. */
function* truth(value: unknown, ctx: Context): Generator<unknown, boolean | Missing, unknown> {
  if (value instanceof Missing) return value.isCompared ? value : false;
  return isTruthy(yield toValue(value), ctx);
}

function* negated(value: unknown, ctx: Context): Steps {
  const is = yield* truth(value, ctx);
  return is instanceof Missing ? is : !is;
}

function* joined(decisive: boolean, values: readonly unknown[], ctx: Context): Steps {
  let unknown: Missing | null = null;
  for (const value of values) {
    const is = yield* truth(value, ctx);
    if (is === decisive) return decisive;
    if (is instanceof Missing) unknown = is;
  }
  return unknown ?? !decisive;
}

/** Who compares with these asks whether there is a value. */
const ASKS: ReadonlySet<string> = new Set(["nil", "null", "blank"]);

/** Whether a comparison asks for what is missing: `x == nil`, `x != blank`. */
export function asksForNothing(operator: string, sides: readonly string[]): boolean {
  return (operator === "==" || operator === "!=") && sides.some((text) => ASKS.has(text));
}

function* compared(operator: string, left: Operand, right: Operand, ctx: Context): Steps {
  const missing = [left.value, right.value].find((value) => value instanceof Missing);
  const asks = asksForNothing(operator, [left.text, right.text]);
  if (missing instanceof Missing && !asks) return new Missing(missing.error, true);
  const [a, b] = [left.value, right.value].map((value) => (value instanceof Missing ? null : value));
  return yield ctx.opts.operators[operator]?.(a, b, ctx);
}
