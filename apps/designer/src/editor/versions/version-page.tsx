// A published version, to look at.
import { Badge, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import { toNodeTypes } from "@throughline/flow";
import type { FlowDocument, NodeType } from "@throughline/flow";
import { toMessage } from "../../api/client.ts";
import { nodeTypesQuery, versionQuery } from "../../api/queries.ts";
import { useMay } from "../../api/use-may.ts";
import { askFirst } from "../../ui/ask-first.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { When } from "../../ui/when.tsx";
import { Canvas } from "../canvas/canvas.tsx";
import { SidePanel } from "../config-panel/side-panel.tsx";
import type { SideTab } from "../config-panel/side-panel.tsx";
import { createDocumentStore } from "../document-store.ts";
import { useDiagnose } from "../use-diagnose.ts";
import { EditorContext } from "../use-editor.ts";
import "../editor.css";
import { ButtonLink } from "../../ui/links.tsx";

/** A version's drawing and values, read-only, with a way to draw on from it. */
export function VersionPage() {
  const { key: flow, version: asked } = useParams({ from: "/flows/$key/versions/$version" });
  const version = Number(asked);
  const query = useQuery(versionQuery(flow, version));
  const types = useQuery(nodeTypesQuery);
  const may = useMay();
  const navigate = useNavigate();
  const take = (): void =>
    askFirst({
      title: `Take version ${version} into the draft?`,
      text: "The draft becomes this drawing. Undo in the editor brings back what stands in it now; nobody's runs change until you publish.",
      confirm: "Take it",
      onConfirm: () =>
        void navigate({ to: "/flows/$key", params: { key: flow }, search: { take: String(version) } }),
    });
  return (
    <Loaded
      query={query}
      describe={toMessage}
      missing={
        <EmptyState
          icon="route"
          title="There is no such version"
          actions={
            <ButtonLink to="/flows/$key" params={{ key: flow }}>
              The flow
            </ButtonLink>
          }
        >
          “{flow}” has no version {asked}.
        </EmptyState>
      }
    >
      {(found) => (
        <div className="tl-editor">
          <Group className="tl-bar" justify="space-between" component="header">
            <Group gap="sm">
              <Text component="h1" fw={620}>
                {found.document.name}, version {found.version}
              </Text>
              {found.live && <Badge>live</Badge>}
              <Badge color="gray">read only</Badge>
              <Text size="xs" c="dimmed">
                published <When at={found.publishedAt} /> by {found.publishedBy}
              </Text>
            </Group>
            <Group gap="sm">
              {may("saveDraft") && (
                <Button variant="default" onClick={take}>
                  Take into the draft
                </Button>
              )}
              <ButtonLink to="/flows/$key" params={{ key: flow }}>
                Back to the draft
              </ButtonLink>
            </Group>
          </Group>
          <Loaded query={types} describe={toMessage}>
            {(nodeTypes) => <VersionDrawing document={found.document} types={nodeTypes} />}
          </Loaded>
        </div>
      )}
    </Loaded>
  );
}

function VersionDrawing({
  document,
  types,
}: {
  readonly document: FlowDocument;
  readonly types: readonly NodeType[];
}) {
  const store = useMemo(
    () => createDocumentStore({ document, revision: 0, nodeTypes: toNodeTypes(types), isReadOnly: true }),
    [document, types],
  );
  return (
    <EditorContext value={store}>
      <ReactFlowProvider>
        <VersionBody />
      </ReactFlowProvider>
    </EditorContext>
  );
}

function VersionBody() {
  const [tab, setTab] = useState<SideTab>("details");
  useDiagnose();
  return (
    <div className="tl-editor-body">
      <main id="main" className="tl-editor-canvas">
        <Canvas />
      </main>
      <div className="tl-editor-side">
        <SidePanel tab={tab} onTab={setTab} />
      </div>
    </div>
  );
}
