// The flow as a list: the same drawing for those who do not see it or prefer words.
import { Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useEditor } from "../use-editor.ts";
import { hintsOf } from "./outline-names.ts";
import { OutlineItem } from "./outline-item.tsx";

/** All nodes from top to bottom with where each leads; connect, disconnect, add after and delete from here. */
export function Outline() {
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const hints = useMemo(() => hintsOf(document, nodeTypes), [document, nodeTypes]);
  const ordered = document.nodes.toSorted(
    (a, b) => a.position.y - b.position.y || a.position.x - b.position.x,
  );
  if (ordered.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No nodes yet. Search for one on the left and press Enter.
      </Text>
    );
  }
  return (
    <>
      <Stack component="ol" gap={4} m={0} p={0} style={{ listStyle: "none" }} aria-label="Nodes of the flow">
        {ordered.map((node) => (
          <OutlineItem key={node.id} node={node} hints={hints} />
        ))}
      </Stack>
    </>
  );
}
