const words: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "yes or no",
  timestamp: "time",
  array: "list",
  object: "group of values",
};

/** What a type is called in forms: `text`, `number`, `yes or no`. */
export function typeWord(type: string): string {
  return words[type] ?? "any value";
}
