/**
 * Whether a version is in a range as package.json writes it: exact, `^`, `~`, comparisons, `x`, `||`. A range of another
 * form (a tag, a path) counts as one that takes any version.
 */
export function isInRange(version: string, range: string): boolean {
  const at = numbersOf(version);
  if (at === null) return true;
  return range.split("||").some((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((term) => holds(at, term)),
  );
}

type Numbers = readonly [number, number, number];

function numbersOf(text: string): Numbers | null {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3])];
}

function holds(at: Numbers, term: string): boolean {
  const found = TERM.exec(term);
  if (found === null) return true;
  const [, sign = "", ...written] = found;
  const given = written
    .slice(0, 3)
    .filter((part) => part !== undefined && /^\d+$/.test(part))
    .map(Number);
  const [major = 0, minor = 0, patch = 0] = given;
  const order = compare(at, [major, minor, patch]);
  if (given.length === 0) return true;
  if (sign === ">") return order > 0;
  if (sign === ">=") return order >= 0;
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  return order >= 0 && compare(at, ceiling(sign, given)) < 0;
}

const TERM = /^([~^]|[<>]=?|=)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:[-+].*)?$/i;

/** The first version that is too new. */
function ceiling(sign: string, given: readonly number[]): Numbers {
  const [major = 0, minor = 0, patch = 0] = given;
  if (sign === "^" && (major > 0 || given.length < 2)) return [major + 1, 0, 0];
  if (sign === "^" && (minor > 0 || given.length < 3)) return [0, minor + 1, 0];
  if (sign === "^") return [0, 0, patch + 1];
  if (given.length === 1) return [major + 1, 0, 0];
  if (sign === "~" || given.length === 2) return [major, minor + 1, 0];
  return [major, minor, patch + 1];
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
