import { ScrollArea, Stack, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { NodeType } from "@throughline/flow";
import { useMemo, useState } from "react";
import type { RefObject } from "react";
import { categoryColour } from "../../ui/category-colour.ts";
import { Icon } from "../../ui/icon.tsx";
import { useEditor } from "../use-editor.ts";
import { findNodeTypes } from "./find-node-types.ts";
import "./palette.css";

/** What a dragged palette entry carries. */
export const NODE_TYPE_MIME = "application/x-throughline-node-type";

interface PaletteProps {
  readonly searchRef?: RefObject<HTMLInputElement | null>;
  readonly label?: string;
  readonly onPick: (type: NodeType) => void;
}

/** The node types to draw with: search, click or Enter to add after the selection, or drag onto the canvas. */
export function Palette({ searchRef, label = "Search nodes", onPick }: PaletteProps) {
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const [search, setSearch] = useState("");
  const groups = useMemo(() => findNodeTypes(nodeTypes.values(), search), [nodeTypes, search]);
  const pick = (type: NodeType): void => {
    setSearch("");
    onPick(type);
  };
  return (
    <Stack gap={0} h="100%" component="section" aria-label="Nodes to add">
      <TextInput
        ref={searchRef ?? null}
        m="sm"
        mb="xs"
        placeholder="Search nodes"
        aria-label={label}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = groups.flatMap(({ types }) => types);
          if (event.key === "Enter" && first !== undefined) pick(first);
        }}
      />
      <ScrollArea flex={1} px="sm" pb="sm" type="auto" scrollbarSize={8}>
        {groups.map((group) => (
          <div key={group.category} role="group" aria-label={group.title}>
            <Text size="xs" fw={600} c="dimmed" mt="sm" mb={4} px={6}>
              {group.title}
            </Text>
            {group.types.map((type) => (
              <PaletteEntry key={type.type} type={type} onPick={pick} />
            ))}
          </div>
        ))}
        {groups.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No node fits “{search}”. Try “wait”, “mail” or “person”.
          </Text>
        )}
      </ScrollArea>
    </Stack>
  );
}

function PaletteEntry({
  type,
  onPick,
}: {
  readonly type: NodeType;
  readonly onPick: (type: NodeType) => void;
}) {
  const colour = categoryColour(type.category);
  return (
    <Tooltip label={type.description} position="right" multiline maw={260} openDelay={500}>
      <UnstyledButton
        className="tl-palette-entry"
        draggable
        aria-label={`Add ${type.title}`}
        onClick={() => onPick(type)}
        onDragStart={(event) => {
          event.dataTransfer.setData(NODE_TYPE_MIME, `${type.type}@${type.version}`);
          event.dataTransfer.effectAllowed = "copy";
        }}
      >
        <span className="tl-palette-icon" style={{ color: colour.strong, background: colour.soft }}>
          <Icon name={type.icon} size={16} />
        </span>
        <span>{type.title}</span>
      </UnstyledButton>
    </Tooltip>
  );
}
