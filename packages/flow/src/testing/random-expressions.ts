// Expressions that nobody would write, over the scope of the corpus: whatever they give, they give it everywhere.

const LEAVES = [
  "trigger.data.total",
  "trigger.data.text",
  "trigger.data.n",
  "trigger.data.zero",
  "trigger.data.nothing",
  "trigger.data.missing",
  "trigger.data.list",
  "trigger.data.words",
  "trigger.data.mixed",
  "trigger.data.items",
  "trigger.data.object",
  "trigger.data.unicode",
  "trigger.data.emoji",
  "trigger.data.keyed",
  "has(trigger.data.items[0].sku)",
  "trigger.data.at",
  "trigger.data.yes",
  "trigger.data.huge",
  "trigger.data.constructor",
  "profile.tags",
  "subject",
  "now",
  "run.version",
  "1",
  "2.5",
  "0",
  "'a'",
  "'7'",
  "true",
  "null",
  "[]",
  "{}",
  "'2026-03-29T01:30:00Z'",
  "'2026-10-25T02:30'",
  "'P1M'",
  "'Asia/Kathmandu'",
  "'subject'",
  "'PT1H'",
  "x",
] as const;
const OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "&&", "||", "in"] as const;
const CALLS = ["size", "int", "double", "string", "bool", "timestamp", "duration", "dyn"] as const;
const METHODS = [
  "contains(#)",
  "startsWith(#)",
  "indexOf(#)",
  "lastIndexOf(#)",
  "lowerAscii()",
  "getDate()",
  "split(#)",
  "join(#)",
  "substring(#)",
  "size()",
  "trim()",
  "upperAscii()",
  "getHours()",
  "getDayOfYear()",
  "getMinutes()",
  "getHours(#)",
  "day()",
  "timeOfDay(#)",
  "startOfDay()",
  "plus(#)",
  "plus(#, #)",
  "map(x, #)",
  "filter(x, #)",
  "exists(x, #)",
  "all(x, #)",
  "exists_one(x, #)",
] as const;

/** Some expressions; the same seed gives the same ones. */
export function randomExpressions(seed: number, count: number): readonly string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => expression(random, 3));
}

function expression(random: () => number, depth: number): string {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item; // never empty
  if (depth === 0 || random() < 0.15) return pick(LEAVES);
  const inner = (): string => expression(random, depth - 1);
  const kind = Math.floor(random() * 10);
  if (kind < 4) return `(${inner()} ${pick(OPERATORS)} ${inner()})`;
  if (kind < 6) return `${pick(CALLS)}(${inner()})`;
  if (kind < 8) return `${inner()}.${pick(METHODS).replaceAll("#", inner)}`;
  if (kind === 8) return `(${inner()} ? ${inner()} : ${inner()})`;
  return pick([
    `!${inner()}`,
    `-${inner()}`,
    `[${inner()}, ${inner()}]`,
    `{'k': ${inner()}}`,
    `${inner()}[${inner()}]`,
  ]);
}

/** Mulberry32: numbers of [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
