// The page of one flow: loads it and opens a store for it.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { toNodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { useEffect, useState } from "react";
import type { Answer } from "../api/client.ts";
import { toMessage } from "../api/client.ts";
import { flowQuery, nodeTypesQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ButtonLink } from "../ui/links.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { createBoard } from "./board.tsx";
import { Editor } from "./editor.tsx";
import { openedStore } from "./opened-store.ts";
import { endOpening, openingOf } from "./opening.ts";
import { EditorContext } from "./use-editor.ts";

/** The editor at `/flows/<key>`. */
export function EditorPage() {
  const { key } = useParams({ from: "/flows/$key" });
  return <LoadFlow key={key} flow={key} />;
}

function LoadFlow({ flow }: { readonly flow: string }) {
  // Always from the server: another person may have drawn since this browser last saw it. It is not loaded again while the
  // editor is open: its store was made from the first answer.
  const query = useQuery({
    ...flowQuery(flow),
    gcTime: 0,
    enabled: ({ state }) => state.data === undefined,
  });
  const types = useQuery(nodeTypesQuery);
  const isRefused = query.error !== null || types.error !== null;
  useEffect(() => {
    if (isRefused) endOpening();
  }, [isRefused]);
  return (
    <Loaded
      query={query}
      describe={toMessage}
      missing={
        <EmptyState
          icon="route"
          title="There is no such flow"
          actions={<ButtonLink to="/flows">All flows</ButtonLink>}
        >
          Nothing is called “{flow}” here. It may have been deleted, or the link is mistyped.
        </EmptyState>
      }
    >
      {(found) => (
        <Loaded query={types} describe={toMessage}>
          {(nodeTypes) => <OpenFlow flow={found} types={nodeTypes} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function OpenFlow({
  flow,
  types,
}: {
  readonly flow: Answer<"getFlow">;
  readonly types: readonly NodeType[];
}) {
  const may = useMay();
  const [board] = useState(
    () =>
      openingOf(flow.key) ??
      createBoard(openedStore(flow, { nodeTypes: toNodeTypes(types), isReadOnly: !may("saveDraft") })),
  );
  // The API was started again, with other packages perhaps.
  useEffect(() => board.store.getState().setNodeTypes(toNodeTypes(types)), [board, types]);
  return (
    <EditorContext value={board.store}>
      <Editor opened={flow} board={board} />
    </EditorContext>
  );
}
