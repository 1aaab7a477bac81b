import { Badge, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import { Outline } from "../problems/outline.tsx";
import { Problems } from "../problems/problems.tsx";
import { useSettled } from "../../ui/once-settled.ts";
import { useEditor } from "../use-editor.ts";
import { FlowPanel } from "./flow-panel.tsx";
import { NodePanel } from "./node-panel.tsx";
import { NotePanel } from "./note-panel.tsx";
import { useRevealed } from "./use-revealed.ts";

export type SideTab = "details" | "problems" | "outline";

interface SidePanelProps {
  readonly tab: SideTab;
  readonly onTab: (tab: SideTab) => void;
  /** Somebody wants to publish, so that everything that stands in the way is shown. */
  readonly isPublishing?: boolean;
}

/** The right side: details of what is selected, the list of problems, the flow as a list. */
export function SidePanel({ tab, onTab, isPublishing = false }: SidePanelProps) {
  const problems = useEditor((state) => state.problems);
  const reveal = useRevealed(tab === "problems" || isPublishing);
  const viewport = useRef<HTMLDivElement>(null);
  return (
    <Stack component="aside" aria-label="Details" gap={0} h="100%">
      <SegmentedControl
        m="sm"
        mb={0}
        size="xs"
        aria-label="Side panel"
        value={tab}
        onChange={(next) => onTab(next as SideTab)} // one of the values below
        data={[
          { value: "details", label: "Details" },
          {
            value: "problems",
            label: (
              <Group gap={6} justify="center" wrap="nowrap">
                Problems
                {problems.length > 0 && (
                  <Badge
                    size="xs"
                    circle={problems.length < 10}
                    color={problems.some(({ severity }) => severity === "error") ? "red" : "yellow"}
                  >
                    {problems.length}
                  </Badge>
                )}
              </Group>
            ),
          },
          { value: "outline", label: "Outline" },
        ]}
      />
      <div className="tl-scroll tl-panel-body" ref={viewport}>
        {tab === "details" && <Details viewport={viewport} reveal={reveal} />}
        {tab === "problems" && <Problems onJump={() => onTab("details")} />}
        {tab === "outline" && <Outline />}
      </div>
    </Stack>
  );
}

interface DetailsProps {
  readonly viewport: RefObject<HTMLDivElement | null>;
  readonly reveal: ReturnType<typeof useRevealed>;
}

function Details({ viewport, reveal }: DetailsProps) {
  const selected = useEditor((state) => state.selection.nodes);
  const node = useEditor((state) =>
    state.selection.nodes.length === 1
      ? state.document.nodes.find(({ id }) => id === state.selection.nodes[0])
      : undefined,
  );
  const note = useEditor((state) =>
    state.selection.nodes.length === 1
      ? state.document.notes.find(({ id }) => id === state.selection.nodes[0])
      : undefined,
  );
  const focusField = useEditor((state) => state.focusField);
  const isSettled = useSettled();
  const panelKey = usePanelKey(node?.id);
  useEffect(() => {
    if (focusField === null) viewport.current?.scrollTo({ top: 0 });
  }, [node?.id, focusField, viewport]);
  return (
    <div>
      {node !== undefined && <NodePanel key={panelKey} node={node} {...reveal} />}
      {note !== undefined && <NotePanel key={note.id} note={note} />}
      {isSettled && node === undefined && note === undefined && selected.length < 2 && <FlowPanel />}
      {selected.length > 1 && (
        <Text size="sm" c="dimmed">
          {selected.length} selected. Copy, duplicate, align or delete them together; select one to fill it
          in.
        </Text>
      )}
    </div>
  );
}

/**
 * What a node's panel is known by: its id, and still the first one when the id followed the name. Somebody has just gone on
 * from the name to the next field, which must not be taken away from under them.
 */
function usePanelKey(id: string | undefined): string | undefined {
  const nodes = useEditor((state) => state.document.nodes);
  const at = nodes.findIndex((node) => node.id === id);
  const [shown, setShown] = useState({ id, at, count: nodes.length, key: id });
  if (shown.id === id && shown.at === at && shown.count === nodes.length) return shown.key;
  const isSame =
    shown.id === id ||
    (shown.at === at && shown.count === nodes.length && !nodes.some((node) => node.id === shown.id));
  const next = { id, at, count: nodes.length, key: isSame ? shown.key : id };
  setShown(next);
  return next.key;
}
