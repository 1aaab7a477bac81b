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
  const operator = OPERATORS[token.toLowerCase()];
  if (operator !== undefined) return `write ${operator} in the place of "${token}"`;
  if (CURLY_QUOTES.test(token)) return `write straight quotes in the place of ${token}`;
  if (token === ")" || token === "]" || token === "}") return `there is one ${token} too many`;
  return /^Unexpected|^Expected/.test(summary) && token !== "" ? `"${token}" cannot stand there` : summary;
}

/** Nothing follows where something must. */
function sayEnd(text: string, summary: string): string {
  if (text.trim() === "") return "it is empty";
  if (summary.startsWith("Expected RPAREN")) return "a closing ) is missing";
  if (summary.startsWith("Expected RBRACKET")) return "a closing ] is missing";
  if (summary.startsWith("Expected RBRACE")) return "a closing } is missing";
  if (summary.startsWith("Expected COLON")) return "after ? and a value, : and the other value are missing";
  const last = /\S+$/.exec(text.trim())?.[0] ?? "";
  return `something is missing after "${last}"`;
}
