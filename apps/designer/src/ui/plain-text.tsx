import { Stack, Text } from "@mantine/core";

/** Text from outside as paragraphs and lists: never as HTML. Lines that start with `- ` become a list. */
export function PlainText({ text }: { readonly text: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== "");
  return (
    <Stack gap="sm">
      {blocks.map((block, index) => {
        const lines = block.split("\n");
        const isList = lines.every((line) => /^\s*[-*] /.test(line));
        return isList ? (
          <ul key={index} style={{ margin: 0, paddingLeft: 20 }}>
            {lines.map((line, item) => (
              <Text component="li" size="sm" key={item}>
                {line.replace(/^\s*[-*] /, "")}
              </Text>
            ))}
          </ul>
        ) : (
          <Text key={index} size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {block}
          </Text>
        );
      })}
    </Stack>
  );
}
