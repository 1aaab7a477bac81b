// The bar above the drawing: what this is, how it stands, what one can do.
import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconAlignBoxLeftMiddle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconDots,
  IconHelp,
  IconNote,
  IconPlayerPlay,
  IconSitemap,
} from "@tabler/icons-react";
import { nodeTypeKey, triggerKind } from "@throughline/flow";
import type { DocumentNode, JsonObject, NodeType } from "@throughline/flow";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { useMay } from "../api/use-may.ts";
import type { Alignment } from "./commands/align.ts";
import type { EditorDialog } from "./editor-dialogs.tsx";
import { isChangedSinceLive } from "./standing.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";
import { IconLink, MenuLink } from "../ui/links.tsx";

interface EditorBarProps {
  readonly liveVersion: number | null;
  /** The stored draft differs from what is live, as the server last said. */
  readonly isStoredChanged: boolean;
  readonly onOpen: (dialog: EditorDialog) => void;
  /** Saves at once. */
  readonly onSave: () => void;
  readonly onLayOut: () => void;
  readonly onNote: () => void;
  readonly onExport: () => void;
}

/** Name, save state, undo and redo, tidy up, align, versions, publish. */
export function EditorBar(props: EditorBarProps) {
  const store = useEditorStore();
  const name = useEditor((state) => state.document.name);
  const flowKey = useEditor((state) => state.document.key);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const may = useMay();
  const undone = useEditor((state) => state.past.at(-1)?.title);
  const redone = useEditor((state) => state.future[0]?.title);
  const canStart = useCanStart(props.liveVersion);
  const chosen = useEditor((state) => state.selection.nodes);
  const arrange = (how: Alignment): void => store.getState().run("align", { nodes: chosen, how });
  return (
    <Group component="header" className="tl-bar" justify="space-between" gap="md">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <IconLink to="/flows" variant="subtle" color="gray" aria-label="All flows">
          <IconChevronLeft size={18} aria-hidden />
        </IconLink>
        <Text component="h1" size="md" fw={620} truncate maw={320} title={name}>
          {name}
        </Text>
        <Standing {...props} />
      </Group>
      <Group gap={6} ml="auto">
        {isReadOnly && (
          <Text size="xs" c="dimmed" role="status" style={{ whiteSpace: "nowrap" }}>
            You may look at this flow; an analyst can change it.
          </Text>
        )}
        {!isReadOnly && (
          <>
            <BarButton
              label={undone === undefined ? "Undo" : `Undo: ${undone}`}
              isDisabled={undone === undefined}
              onClick={() => store.getState().undo()}
            >
              <IconArrowBackUp size={18} aria-hidden />
            </BarButton>
            <BarButton
              label={redone === undefined ? "Redo" : `Redo: ${redone}`}
              isDisabled={redone === undefined}
              onClick={() => store.getState().redo()}
            >
              <IconArrowForwardUp size={18} aria-hidden />
            </BarButton>
            <Undone />
            <BarButton label="Tidy up" onClick={props.onLayOut}>
              <IconSitemap size={18} aria-hidden />
            </BarButton>
            <Menu withinPortal position="bottom-end">
              <Menu.Target>
                <Tooltip label="Align">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label="Align"
                    disabled={chosen.length < 2}
                  >
                    <IconAlignBoxLeftMiddle size={18} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => arrange("column")}>In one column</Menu.Item>
                <Menu.Item onClick={() => arrange("row")}>In one row</Menu.Item>
                <Menu.Item onClick={() => arrange("spread-down")} disabled={chosen.length < 3}>
                  Equal distances, down
                </Menu.Item>
                <Menu.Item onClick={() => arrange("spread-across")} disabled={chosen.length < 3}>
                  Equal distances, across
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <BarButton label="Add note" onClick={props.onNote}>
              <IconNote size={18} aria-hidden />
            </BarButton>
          </>
        )}
        <BarButton label="Keyboard shortcuts" onClick={() => props.onOpen("help")}>
          <IconHelp size={18} aria-hidden />
        </BarButton>
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="More">
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => props.onOpen("versions")}>Versions</Menu.Item>
            <MenuLink to="/runs" search={{ flow: flowKey }}>
              Runs of this flow
            </MenuLink>
            <Menu.Item onClick={props.onExport}>Export as JSON</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {canStart && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            onClick={() => props.onOpen("start")}
          >
            Start
          </Button>
        )}
        {!isReadOnly && may("publishFlow") && (
          <Button size="sm" onClick={() => props.onOpen("publish")}>
            Publish
          </Button>
        )}
      </Group>
    </Group>
  );
}

function BarButton({
  label,
  isDisabled = false,
  onClick,
  children,
}: {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        disabled={isDisabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Says what undo or redo has just done: what it touched may lie outside the window. */
function Undone() {
  const said = useEditor((state) => state.said);
  const count = useEditor((state) => state.past.length);
  return (
    <span className="tl-visually-hidden" role="status" aria-live="polite">
      {/* A new element each time, so that the same words twice are said twice. */}
      {said !== null && <span key={count}>{said}</span>}
    </span>
  );
}

/** True when what is live can be started by hand, and this person may. */
function useCanStart(liveVersion: number | null): boolean {
  const may = useMay();
  return useEditor(
    ({ document, nodeTypes }) =>
      liveVersion !== null &&
      may("startFlow") &&
      document.nodes.some((node) =>
        isManual(nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)), node.config),
      ),
  );
}

function isManual(type: NodeType | undefined, config: DocumentNode["config"]): boolean {
  return type !== undefined && triggerKind(type, config as JsonObject) === "manual";
}

function Standing({ liveVersion, isStoredChanged, onOpen, onSave }: EditorBarProps) {
  const saveState = useEditor((state) => state.saveState);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const document = useEditor((state) => state.document);
  const saved = useEditor((state) => state.saved);
  const published = useEditor((state) => state.published);
  const isChanged = useMemo(
    () => isChangedSinceLive({ document, saved, published, liveVersion, isStoredChanged }),
    [document, saved, published, liveVersion, isStoredChanged],
  );
  const savedInWords = {
    saved: "Saved",
    changed: "Changed",
    saving: "Saving…",
    failed: "Not saved",
    conflict: "Conflict",
  }[saveState.kind];
  const live =
    liveVersion === null
      ? "Draft"
      : isChanged
        ? `Version ${liveVersion} live · changed since`
        : `Version ${liveVersion} live`;
  return (
    <Group gap={8} wrap="nowrap">
      <Badge
        color={liveVersion === null ? "gray" : isChanged ? "yellow" : "pine"}
        component="button"
        onClick={() => onOpen("versions")}
        style={{ cursor: "pointer" }}
        title="Versions"
      >
        {live}
      </Badge>
      <Text
        size="xs"
        c={saveState.kind === "failed" || saveState.kind === "conflict" ? "red" : "dimmed"}
        role="status"
        aria-live="polite"
        style={{ whiteSpace: "nowrap" }}
      >
        {isReadOnly ? "" : savedInWords}
        {saveState.kind === "failed" && (
          <Tooltip label={saveState.message} multiline maw={320}>
            <Anchor component="button" size="xs" ml={6} onClick={onSave}>
              try again
            </Anchor>
          </Tooltip>
        )}
      </Text>
    </Group>
  );
}
