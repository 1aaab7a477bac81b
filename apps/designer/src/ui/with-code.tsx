import { Code } from "@mantine/core";

/** Text in which words between backticks are code. */
export function WithCode({ text }: { readonly text: string }) {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part : <Code key={`${String(index)} ${part}`}>{part}</Code>));
}
