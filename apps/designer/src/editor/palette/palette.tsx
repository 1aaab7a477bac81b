import { Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { NodeType } from "@throughline/flow";
import { useId, useMemo, useState } from "react";
import type { RefObject } from "react";
import { categoryColour } from "../../ui/category-colour.ts";
import { Icon } from "../../ui/icon.tsx";
import { NODE_TYPE_MIME } from "../canvas/node-type-mime.ts";
import { useEditor } from "../use-editor.ts";
import { findNodeTypes } from "./find-node-types.ts";
import "./palette.css";

interface PaletteProps {
  readonly searchRef?: RefObject<HTMLInputElement | null>;
  readonly label?: string;
  /** Offers only what can follow another node: no starts. */
  readonly followsNode?: boolean;
  readonly onPick: (type: NodeType) => void;
}

/** The node types to draw with: search, click or Enter to add after the selection, or drag onto the canvas. */
export function Palette({ searchRef, label = "Search nodes", followsNode = false, onPick }: PaletteProps) {
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const groups = useMemo(() => {
    const offered = [...nodeTypes.values()].filter((type) => !followsNode || type.instruction !== "trigger");
    return findNodeTypes(offered, search);
  }, [nodeTypes, search, followsNode]);
  const found = groups.flatMap(({ types }) => types);
  const activeType = found[active];
  const entryId = (type: NodeType): string => `${id}-${type.type}`;
  const pick = (type: NodeType): void => {
    look("");
    onPick(type);
  };
  function look(text: string): void {
    setSearch(text);
    setActive(0);
  }
  function step(by: 1 | -1): void {
    const next = (active + by + found.length) % found.length;
    const type = found[next];
    if (type === undefined) return;
    setActive(next);
    document.getElementById(entryId(type))?.scrollIntoView({ block: "nearest" });
  }
  return (
    <Stack className="tl-palette" gap={0} h="100%" component="section" aria-label="Nodes to add">
      <TextInput
        ref={searchRef ?? null}
        m="sm"
        mb="xs"
        placeholder="Search nodes"
        aria-label={label}
        aria-controls={`${id}-list`}
        aria-activedescendant={activeType === undefined ? undefined : entryId(activeType)}
        autoComplete="off"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={search}
        onChange={(event) => look(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            step(event.key === "ArrowDown" ? 1 : -1);
          }
          if (event.key === "Enter" && activeType !== undefined) {
            event.preventDefault();
            pick(activeType);
          }
        }}
      />
      <div className="tl-scroll tl-palette-body">
        <div id={`${id}-list`}>
          {groups.map((group) => (
            <div key={group.category} role="group" aria-label={group.title}>
              <Text size="xs" fw={600} c="dimmed" mt="sm" mb={4} px={6}>
                {group.title}
              </Text>
              {group.types.map((type) => (
                <PaletteEntry
                  key={type.type}
                  id={entryId(type)}
                  type={type}
                  isActive={type === activeType}
                  onPick={pick}
                />
              ))}
            </div>
          ))}
        </div>
        {found.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No node fits “{search}”. Try “wait”, “mail” or “person”.
          </Text>
        )}
      </div>
    </Stack>
  );
}

function PaletteEntry({
  id,
  type,
  isActive,
  onPick,
}: {
  readonly id: string;
  readonly type: NodeType;
  readonly isActive: boolean;
  readonly onPick: (type: NodeType) => void;
}) {
  const colour = categoryColour(type.category);
  return (
    <UnstyledButton
      id={id}
      className="tl-palette-entry"
      data-active={isActive || undefined}
      draggable
      aria-label={`Add ${type.title}`}
      title={type.description}
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
  );
}
