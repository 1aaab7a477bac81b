// What a parser says, in words for the person who wrote the expression: what is wrong there and what would be right.

/** Words of other languages, and what stands for them here. */
const OPERATORS: Readonly<Record<string, string>> = {
  and: "&&",
  or: "||",
  not: "!",
  is: "==",
  equals: "==",
  "=": "==",
  "<>": "!=",
  contains: "text.contains('part')",
  matches: "text.contains('part')",
  like: "text.contains('part')",
  between: "value >= 1 && value <= 5",
  "??": "has(value) ? value : other",
};

const CURLY_QUOTES = /^[“”„‘’‚«»]$/;

/** Says a syntax error; `summary` is the parser's own sentence for the place between the offsets. */
export function sayParseError(
  text: string,
  summary: string,
  { offset, endOffset }: { readonly offset: number; readonly endOffset: number },
): string {
  const token = text.slice(offset, endOffset);
  if (summary === "Unterminated string")
    return "the text in quotes is not closed, its ending quote is missing";
  if (summary.endsWith("EOF")) return sayEnd(text, summary);
  const name = sayName(text, offset, token);
  if (name !== null) return name;
  const said = sayRest(summary, token);
  if (said !== null) return said;
  const operator = OPERATORS[text.slice(offset - 1, endOffset)] ?? OPERATORS[token.toLowerCase()];
  if (operator !== undefined) return `write ${operator} in the place of "${token}"`;
  if (CURLY_QUOTES.test(token)) return `write straight quotes in the place of ${token}`;
  if (token === ")" || token === "]" || token === "}") return `there is one ${token} too many`;
  return token === "" ? "it cannot be read from here on" : `"${token}" cannot stand there`;
}

/** What is said of names that cannot stand behind a dot, of braces and of signs that end or part; null for everything else. */
function sayName(text: string, offset: number, token: string): string | null {
  const before = text.slice(0, offset);
  if (text.includes("{{")) return "an expression stands without {{ }} around it";
  if (/\.\s*$/.test(before) && /^(?:in|true|false|null)$/.test(token))
    return `a field that is called ${token} is read in brackets: ['${token}']`;
  if (/[^\p{ASCII}]/u.test(token) && /\p{L}/u.test(token)) {
    const name = `${/[\p{L}\w]*$/u.exec(before)?.[0] ?? ""}${/^[\p{L}\p{M}\w]+/u.exec(text.slice(offset))?.[0] ?? ""}`;
    return `a name with ${token} in it is read in brackets: ['${name}']`;
  }
  if (/\bnot\s+$/i.test(before)) return "write ! in the place of not";
  if (before.endsWith("?") && token === ".")
    return "?. is not offered: has(object.field) asks whether it is there";
  if (token === ";") return "an expression ends without ;";
  if (token === "," && /\d$/.test(before)) return "a number is written without , between its digits";
  return null;
}

/** What the parser says of names, numbers, escapes and limits; null for everything else. */
function sayRest(summary: string, token: string): string | null {
  if (/maxDepth|maxAstNodes|maxListElements|maxMapEntries|maxCallArguments/.test(summary))
    return "it is too long or too deep: part it into several, or compute a part in a step before";
  if (summary.startsWith("Reserved identifier")) return `"${token}" is a word of the language and no name`;
  if (summary.startsWith("Invalid number") || summary.startsWith("Invalid integer"))
    return "this number is beyond 9007199254740991 (2^53 - 1), up to where numbers are exact; write an id as text, in quotes";
  if (/escape|surrogate/i.test(summary))
    return String.raw`a \ in text begins a sign such as \n or \u00e9; write \\ for itself`;
  if (summary.endsWith("iteration variable") || summary.startsWith("invalid variable"))
    return "first in the brackets stands a name for the item: list.exists(x, x > 5)";
  return null;
}

/** Nothing follows where something must. */
function sayEnd(text: string, summary: string): string {
  if (text.trim() === "") return "it is empty";
  if (summary.startsWith("Expected RPAREN")) return "a closing ) is missing";
  if (summary.startsWith("Expected RBRACKET")) return "a closing ] is missing";
  if (summary.startsWith("Expected RBRACE")) return "a closing } is missing";
  if (summary.startsWith("Expected COLON"))
    return text.includes("?")
      ? "after ? and a value, : and the other value are missing"
      : "after the name of a field, : and its value are missing";
  const last = /\S+$/.exec(text.trim())?.[0] ?? "";
  return `something is missing after "${last}"`;
}
