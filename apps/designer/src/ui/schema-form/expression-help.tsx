// Help on the language where it is written: everything there is, searched, with examples to insert.
import { Code, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { EXPRESSION_HELP, HELP_GROUPS } from "@throughline/flow";
import { useState } from "react";
import { groupBy } from "../group-by.ts";

/** Everything one may write in an expression, under its headings; a press on an example inserts it. */
export function ExpressionHelp({ onPick }: { readonly onPick: (expression: string) => void }) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = EXPRESSION_HELP.filter(({ group, forms, says, examples }) => {
    const text = `${group} ${forms.join(" ")} ${says} ${JSON.stringify(examples)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = groupBy(found, ({ group }) => group);
  return (
    <>
      <TextInput
        size="xs"
        placeholder="Search: text, list, time, missing …"
        aria-label="Search the help"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb="xs"
        data-autofocus
      />
      <ScrollArea.Autosize mah={360} type="auto" scrollbars="y" viewportProps={{ tabIndex: -1 }}>
        {HELP_GROUPS.filter((group) => groups.has(group)).map((group) => (
          <section key={group} aria-label={group}>
            <Text size="xs" fw={600} c="dimmed" mt={8} mb={2}>
              {group}
            </Text>
            {groups.get(group)?.map(({ forms, says, examples }) => (
              <div key={forms.join()} className="tl-help-entry">
                <div className="tl-help-forms">
                  {forms.map((form) => (
                    <Code key={form}>{form}</Code>
                  ))}
                </div>
                <Text size="sm">{says}</Text>
                {examples.map(([expression, gives]) => (
                  <UnstyledButton
                    key={expression}
                    className="tl-variable"
                    aria-label={`Insert ${expression}`}
                    onClick={() => onPick(expression)}
                  >
                    <span className="tl-mono">{expression}</span>
                    <Text component="span" size="xs" c="dimmed" truncate>
                      {JSON.stringify(gives)}
                    </Text>
                  </UnstyledButton>
                ))}
              </div>
            ))}
          </section>
        ))}
        {found.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            Nothing in the language is called so. Try what it is about: text, number, list, time, missing.
          </Text>
        )}
      </ScrollArea.Autosize>
    </>
  );
}
