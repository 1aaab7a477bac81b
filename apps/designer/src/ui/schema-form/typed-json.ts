// JSON as people type it: a value in double braces without quotes is an expression, which keeps its type.
import { parseJson } from "@throughline/flow";

/** JSON where it is JSON, else the text itself; empty text is nothing. */
export function readTypedJson(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return parseJson(withExpressions(text));
  } catch {
    return text;
  }
}

/** A stored value as it would be typed. */
export function writeTypedJson(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return isReadAsItself(value) ? value : JSON.stringify(value);
  return (JSON.stringify(value, null, 2) ?? "").replaceAll(
    /\{\s*"\$cel": ("(?:\\.|[^"\\])*")\s*\}/g,
    (whole, quoted: string) => {
      const expression = String(JSON.parse(quoted));
      return isPlain(expression) ? `{{ ${expression} }}` : whole;
    },
  );
}

/** `{{ trigger.data.total }}` outside of quotes becomes `{"$cel": "trigger.data.total"}`. */
function withExpressions(text: string): string {
  return text.replaceAll(TOKENS, (whole, expression: string | undefined) =>
    expression === undefined || !isPlain(expression) ? whole : JSON.stringify({ $cel: expression }),
  );
}

const TOKENS = /"(?:\\.|[^"\\])*"|\{\{\s*([^{}]*?)\s*\}\}/g;

function isPlain(expression: string): boolean {
  return expression !== "" && !/[{}\n]/.test(expression);
}

function isReadAsItself(text: string): boolean {
  return readTypedJson(text) === text;
}
