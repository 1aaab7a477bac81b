// The flow as a list: the same drawing for those who do not see it or prefer words.
import { ActionIcon, Group, Menu, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { nodeTypeKey } from "@throughline/flow";
import type { DocumentNode } from "@throughline/flow";
import { useState } from "react";
import { categoryColour } from "../../ui/category-colour.ts";
import { portsOfNode, portTitle } from "../../ui/drawing/ports.ts";
import { Icon } from "../../ui/icon.tsx";
import { sayProblem } from "../../ui/say.ts";
import { AddMenu } from "../canvas/add-menu.tsx";
import type { AddMenuAt } from "../canvas/add-menu.tsx";
import { remove } from "../commands/remove.ts";
import { connectPorts, deleteSelection } from "../edit-actions.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** All nodes from top to bottom with where each leads; connect, add after and delete from here. */
export function Outline() {
  const nodes = useEditor((state) => state.document.nodes);
  const [menu, setMenu] = useState<AddMenuAt | null>(null);
  const ordered = nodes.toSorted((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
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
          <OutlineItem key={node.id} node={node} onAdd={setMenu} />
        ))}
      </Stack>
      {menu !== null && <AddMenu at={menu} onClose={() => setMenu(null)} />}
    </>
  );
}

function OutlineItem({
  node,
  onAdd,
}: {
  readonly node: DocumentNode;
  readonly onAdd: (at: AddMenuAt) => void;
}) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const nodeType = useEditor((state) => state.nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)));
  const isSelected = useEditor((state) => state.selection.nodes.includes(node.id));
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const colour = categoryColour(nodeType?.category ?? "data");
  const ports = portsOfNode(node, nodeType);
  const leadsTo = (port: string): DocumentNode | undefined => {
    const edge = document.edges.find(({ from }) => from.node === node.id && from.port === port);
    return document.nodes.find(({ id }) => id === edge?.to.node);
  };
  const open = ports.filter((port) => leadsTo(port) === undefined);
  return (
    <li className="tl-outline-item" data-selected={isSelected || undefined}>
      <Group gap={8} wrap="nowrap">
        <span style={{ color: colour.strong, display: "flex" }}>
          <Icon name={nodeType?.icon ?? "puzzle"} size={16} />
        </span>
        <UnstyledButton
          flex={1}
          onClick={() => store.getState().select({ nodes: [node.id] })}
          aria-current={isSelected || undefined}
        >
          <Text size="sm" fw={550} truncate>
            {node.name}
          </Text>
        </UnstyledButton>
        {!isReadOnly && (
          <Menu position="bottom-end" withinPortal width={240}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions for ${node.name}`}>
                <IconDots size={15} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
              {open.map((port) => (
                <Menu.Item
                  key={port}
                  onClick={() =>
                    onAdd({ screen: { x: window.innerWidth - 640, y: 160 }, after: { node: node.id, port } })
                  }
                >
                  Add after “{portTitle(node, nodeType, port)}”
                </Menu.Item>
              ))}
              {open.map((port) => (
                <Menu.Sub key={port}>
                  <Menu.Sub.Target>
                    <Menu.Sub.Item>Connect “{portTitle(node, nodeType, port)}” to…</Menu.Sub.Item>
                  </Menu.Sub.Target>
                  <Menu.Sub.Dropdown mah={320} style={{ overflowY: "auto" }}>
                    {document.nodes
                      .filter(({ id }) => id !== node.id)
                      .map((target) => (
                        <Menu.Item
                          key={target.id}
                          onClick={() => {
                            const reason = connectPorts(store, { node: node.id, port }, target.id);
                            if (reason !== null) sayProblem("Not connected", reason);
                          }}
                        >
                          {target.name}
                        </Menu.Item>
                      ))}
                  </Menu.Sub.Dropdown>
                </Menu.Sub>
              ))}
              <Menu.Item
                color="red"
                onClick={() => {
                  store.getState().select({ nodes: [node.id] });
                  deleteSelection(store);
                }}
              >
                Delete node
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {ports.map((port) => {
        const target = leadsTo(port);
        return (
          <Group key={port} gap={6} pl={24} wrap="nowrap">
            <Text size="xs" c="dimmed" truncate>
              {portTitle(node, nodeType, port)} → {target?.name ?? "ends here"}
            </Text>
            {target !== undefined && !isReadOnly && isSelected && (
              <UnstyledButton
                className="tl-link"
                onClick={() => store.getState().run(remove, { edges: [{ node: node.id, port }] })}
              >
                disconnect
              </UnstyledButton>
            )}
          </Group>
        );
      })}
    </li>
  );
}
