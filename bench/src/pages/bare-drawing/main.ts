// The least that a drawing of the same graph can cost: React Flow, a box with its ports for every node, lines as the
// library draws them. No panel, no problems, no ways around nodes, no sign-in.
import "@xyflow/react/dist/style.css";
import { Handle, Position, ReactFlow, useEdgesState, useNodesState } from "@xyflow/react";
import type { Edge, Node, NodeProps } from "@xyflow/react";
import { createElement, memo } from "react";
import { createRoot } from "react-dom/client";
import type { Graph } from "../../long-flow.ts";

type BoxNode = Node<{ readonly name: string; readonly ports: readonly string[] }, "box">;

const Box = memo(function Box({ data }: NodeProps<BoxNode>) {
  return createElement(
    "div",
    { className: "box" },
    createElement(Handle, { type: "target", position: Position.Top }),
    data.name,
    data.ports.map((port, index) =>
      createElement(Handle, {
        key: port,
        id: port,
        type: "source",
        position: Position.Bottom,
        style: { left: `${(100 * (index + 0.5)) / data.ports.length}%` },
      }),
    ),
  );
});
const nodeTypes = { box: Box };

function Drawing({ graph }: { readonly graph: Graph }) {
  const [nodes, , onNodesChange] = useNodesState(
    graph.nodes.map((node): BoxNode => ({
      id: node.id,
      type: "box",
      position: node.position,
      data: {
        name: node.name,
        ports: graph.edges.filter(({ from }) => from.node === node.id).map(({ from }) => from.port),
      },
    })),
  );
  const [edges, , onEdgesChange] = useEdgesState(
    graph.edges.map(({ from, to }): Edge => ({
      id: `${from.node}:${from.port}`,
      source: from.node,
      sourceHandle: from.port,
      target: to.node,
    })),
  );
  return createElement(ReactFlow<BoxNode>, {
    nodes,
    edges,
    nodeTypes,
    onNodesChange,
    onEdgesChange,
    fitView: true,
    minZoom: 0.1,
  });
}

const answer = await fetch(`/graphs/${new URLSearchParams(location.search).get("nodes")}`);
const graph = (await answer.json()) as Graph; // what the benchmark serves
const root = document.getElementById("root");
if (root === null) throw new Error('Cannot start the page: it has no element "root"');
createRoot(root).render(createElement(Drawing, { graph }));
