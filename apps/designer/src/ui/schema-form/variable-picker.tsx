import { ActionIcon, Popover, ScrollArea, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useState } from "react";
import { groupBy } from "../group-by.ts";
import type { Variable } from "./form-context.ts";
import { typeWord } from "./type-word.ts";

interface VariablePickerProps {
  readonly label: string;
  readonly variables: readonly Variable[];
  readonly onPick: (path: string) => void;
}

/** A button that lists the values in reach, grouped by where they come from. */
export function VariablePicker({ label, variables, onPick }: VariablePickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [search, setSearch] = useState("");
  const found = variables.filter(({ path, group }) =>
    `${path} ${group}`.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label="Insert a value">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Insert a value into ${label}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            <IconBraces size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <TextInput
          size="xs"
          placeholder="Search values"
          aria-label="Search values"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          mb="xs"
          data-autofocus
        />
        <ScrollArea.Autosize mah={280} type="auto">
          {[...groupBy(found, ({ group }) => group)].map(([group, members]) => (
            <div key={group} role="group" aria-label={group}>
              <Text size="xs" fw={600} c="dimmed" mt={6} mb={2}>
                {group}
              </Text>
              {members.map(({ path, type, sample }) => (
                <UnstyledButton
                  key={path}
                  className="tl-variable"
                  onClick={() => {
                    setIsOpen(false);
                    setSearch("");
                    onPick(path);
                  }}
                >
                  <span className="tl-mono">{path}</span>
                  <Text component="span" size="xs" c="dimmed" truncate>
                    {sample ?? typeWord(type)}
                  </Text>
                </UnstyledButton>
              ))}
            </div>
          ))}
          {found.length === 0 && (
            <Text size="sm" c="dimmed" p="xs">
              Nothing fits. Send an event of this type once, and its fields appear here.
            </Text>
          )}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
