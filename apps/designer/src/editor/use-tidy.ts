import { nodeTypeKey } from "@throughline/flow";
import { useReactFlow } from "@xyflow/react";
import { portsOfNode } from "../ui/drawing/ports.ts";
import { layOut } from "./commands/lay-out.ts";
import { useEditorStore } from "./use-editor.ts";

/** Arranges the whole drawing, with its nodes as large as they are on the screen. */
export function useTidy(): () => void {
  const store = useEditorStore();
  const flow = useReactFlow();
  return () => {
    const { document, nodeTypes, run } = store.getState();
    const sizes = flow.getNodes().flatMap(({ id, measured }) => {
      const { width, height } = measured ?? {};
      return width === undefined || height === undefined ? [] : [[id, { width, height }] as const];
    });
    const ports = document.nodes.map(
      (node) =>
        [node.id, portsOfNode(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)))] as const,
    );
    run(layOut, { sizes: Object.fromEntries(sizes), ports: Object.fromEntries(ports) });
  };
}
