// The nodes that React Flow shows: the document's, as large as they turned out and where they are being dragged.
import type { Diagnostic, FlowDocument, NodeTypes } from "@throughline/flow";
import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { toDrawnNodes } from "./drawn.ts";
import type { DrawingCache, DrawnNode, NodeOverlay } from "./drawn.ts";
import { hold, nothingHeld, withHeld } from "./held.ts";
import type { Held, ShownCache } from "./held.ts";

interface ShownNodesArgs {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  readonly problems?: ReadonlyMap<string, readonly Diagnostic[]> | undefined;
  readonly overlays?: ReadonlyMap<string, NodeOverlay> | undefined;
  readonly selected: ReadonlySet<string>;
}

/** What is known of the nodes, and what takes over the changes that React Flow reports. */
export interface ShownNodes {
  /** As the document has them. */
  readonly drawn: readonly DrawnNode[];
  readonly sizes: Held["sizes"];
  /** As they are shown. */
  readonly nodes: DrawnNode[];
  readonly takeChanges: (changes: readonly NodeChange<DrawnNode>[]) => void;
}

/** Follows a document and what happens to its drawing on the screen. */
export function useShownNodes({
  document,
  nodeTypes,
  problems,
  overlays,
  selected,
}: ShownNodesArgs): ShownNodes {
  const [cache] = useState<DrawingCache>(() => new Map());
  const [shownCache] = useState<ShownCache>(() => new Map());
  const [held, setHeld] = useState<Held & { readonly document: FlowDocument }>({ ...nothingHeld, document });
  const drawn = useMemo(
    () =>
      toDrawnNodes({
        document,
        nodeTypes,
        cache,
        ...(problems === undefined ? {} : { problems }),
        ...(overlays === undefined ? {} : { overlays }),
      }),
    [document, nodeTypes, problems, overlays, cache],
  );
  // A change of the document ends every drag: from there on it says where things are.
  const dragged = held.document === document ? held.dragged : nothingHeld.dragged;
  const nodes = useMemo(
    () => withHeld({ drawn, held: { sizes: held.sizes, dragged }, selected, cache: shownCache }),
    [drawn, held.sizes, dragged, selected, shownCache],
  );
  const takeChanges = useCallback(
    (changes: readonly NodeChange<DrawnNode>[]) =>
      setHeld((before) => {
        const current = before.document === document ? before : { ...before, dragged: nothingHeld.dragged };
        return { ...hold(current, changes), document };
      }),
    [document],
  );
  return { drawn, sizes: held.sizes, nodes, takeChanges };
}
