// A published version, to look at.
import { Badge, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import { toNodeTypes } from "@throughline/flow";
import type { FlowDocument, NodeType } from "@throughline/flow";
import { call, toMessage } from "../../api/client.ts";
import { nodeTypesQuery, versionQuery } from "../../api/queries.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { sayDone, sayProblem } from "../../ui/say.ts";
import { When } from "../../ui/when.tsx";
import { Canvas } from "../canvas/canvas.tsx";
import { SidePanel } from "../config-panel/side-panel.tsx";
import { createDocumentStore } from "../document-store.ts";
import { EditorContext } from "../use-editor.ts";
import "../editor.css";
import { ButtonLink } from "../../ui/links.tsx";

/** A version's drawing and values, read-only, with a way to draw on from it. */
export function VersionPage({ flow, version }: { readonly flow: string; readonly version: number }) {
  const query = useQuery(versionQuery(flow, version));
  const types = useQuery(nodeTypesQuery);
  const restore = async (document: FlowDocument): Promise<void> => {
    try {
      const { revision } = await call("getFlow", { params: { key: flow } });
      await call("saveDraft", { params: { key: flow }, body: { revision, document } });
      sayDone(`The draft is version ${version} again. Publish to make it live.`);
    } catch (error) {
      sayProblem("Not taken over", toMessage(error));
    }
  };
  return (
    <Loaded query={query} describe={toMessage}>
      {(found) => (
        <div className="tl-editor">
          <Group className="tl-bar" justify="space-between" component="header">
            <Group gap="sm">
              <Text component="h1" fw={620}>
                {found.document.name}, version {found.version}
              </Text>
              {found.live && <Badge>live</Badge>}
              <Text size="xs" c="dimmed">
                published <When at={found.publishedAt} /> by {found.publishedBy}
              </Text>
            </Group>
            <Group gap="sm">
              <Button variant="default" onClick={() => void restore(found.document)}>
                Take into the draft
              </Button>
              <ButtonLink to="/flows/$key" params={{ key: flow }}>
                Back to the draft
              </ButtonLink>
            </Group>
          </Group>
          {types.data !== undefined && <VersionDrawing document={found.document} types={types.data} />}
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
        <div className="tl-editor-body">
          <main id="main" className="tl-editor-canvas">
            <Canvas />
          </main>
          <div className="tl-editor-side">
            <SidePanel tab="details" onTab={() => undefined} />
          </div>
        </div>
      </ReactFlowProvider>
    </EditorContext>
  );
}
