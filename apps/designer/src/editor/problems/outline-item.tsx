import { ActionIcon, Group, Menu, Select, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconExclamationCircle } from "@tabler/icons-react";
import { nodeTypeKey } from "@throughline/flow";
import type { DocumentNode } from "@throughline/flow";
import { useEffect, useRef, useState } from "react";
import { categoryColour } from "../../ui/category-colour.ts";
import { portsOfNode } from "../../ui/drawing/ports.ts";
import { portTitle } from "@throughline/flow";
import { summariseNode } from "../../ui/drawing/summary.ts";
import { Icon } from "../../ui/icon.tsx";
import { sayProblem } from "../../ui/say.ts";
import { connectPorts, deleteSelection } from "../edit-actions.ts";
import { useEditor, useEditorStore } from "../use-editor.ts";
import { useReveal } from "../use-reveal.ts";
import { targetsOf } from "./outline-names.ts";

interface OutlineItemProps {
  readonly node: DocumentNode;
  /** What tells nodes of one name apart, by node id. */
  readonly hints: ReadonlyMap<string, string>;
}

/** One node of the outline: its name, its problems, where each of its ports leads, what can be done with it. */
export function OutlineItem({ node, hints }: OutlineItemProps) {
  const store = useEditorStore();
  const reveal = useReveal();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const isSelected = useEditor((state) => state.selection.nodes.includes(node.id));
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const [connecting, setConnecting] = useState<string | null>(null);
  const nodeType = nodeTypes.get(nodeTypeKey(node.type, node.typeVersion));
  const colour = categoryColour(nodeType?.category ?? "data");
  const ports = portsOfNode(node, nodeType);
  const leadsTo = (port: string): DocumentNode | undefined => {
    const edge = document.edges.find(({ from }) => from.node === node.id && from.port === port);
    return document.nodes.find(({ id }) => id === edge?.to.node);
  };
  const named = ({ id, name }: DocumentNode): string => {
    const hint = hints.get(id);
    return hint === undefined ? name : `${name}, ${hint}`;
  };
  const disconnect = (port: string): void =>
    store.getState().run("remove", { edges: [{ node: node.id, port }] });
  // A node that leads nowhere is known by what it does: an end by its outcome.
  const does = ports.length === 0 ? summariseNode(node, nodeType) : hints.get(node.id);
  return (
    <li className="tl-outline-item" data-selected={isSelected || undefined}>
      <Group gap={8} wrap="nowrap">
        <span style={{ color: colour.strong, display: "flex" }}>
          <Icon name={nodeType?.icon ?? "puzzle"} size={16} />
        </span>
        <UnstyledButton
          flex={1}
          miw={0}
          onClick={() => {
            store.getState().select({ nodes: [node.id] });
            reveal(node.id, { keepFocus: true });
          }}
          aria-current={isSelected || undefined}
        >
          <Text size="sm" fw={550} truncate>
            {node.name}
          </Text>
        </UnstyledButton>
        <ProblemMark node={node.id} />
        {!isReadOnly && (
          <Menu position="bottom-end" withinPortal width={260} returnFocus={connecting === null}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions for ${named(node)}`}>
                <IconDots size={15} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
              {ports.map((port) =>
                leadsTo(port) === undefined ? (
                  <PortItems
                    key={port}
                    title={portTitle(node, nodeType, port)}
                    onAdd={() =>
                      store.getState().openMenu({
                        screen: { x: window.innerWidth - 640, y: 160 },
                        after: { node: node.id, port },
                      })
                    }
                    onConnect={() => setConnecting(port)}
                  />
                ) : (
                  <Menu.Item key={port} onClick={() => disconnect(port)}>
                    Disconnect “{portTitle(node, nodeType, port)}”
                  </Menu.Item>
                ),
              )}
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
      {does !== undefined && does !== "" && (
        <Text size="xs" c="dimmed" pl={24} lineClamp={2}>
          {does}
        </Text>
      )}
      {ports.map((port) => {
        const target = leadsTo(port);
        const title = portTitle(node, nodeType, port);
        return (
          <div key={port}>
            <Group gap={6} pl={24} wrap="nowrap">
              <Text size="xs" c="dimmed" truncate>
                {title} → {target === undefined ? "ends here" : named(target)}
              </Text>
              {target !== undefined && !isReadOnly && isSelected && (
                <UnstyledButton
                  className="tl-link"
                  aria-label={`Disconnect ${title} of ${named(node)}`}
                  onClick={() => disconnect(port)}
                >
                  disconnect
                </UnstyledButton>
              )}
            </Group>
            {connecting === port && (
              <ConnectTo
                label={`Connect ${title} of ${named(node)} to`}
                targets={targetsOf(document, nodeTypes, node.id).map((one) => ({
                  value: one.id,
                  label: named(one),
                }))}
                onChoose={(id) => {
                  setConnecting(null);
                  const reason = id === null ? null : connectPorts(store, { node: node.id, port }, id);
                  if (reason !== null) sayProblem("Not connected", reason);
                }}
              />
            )}
          </div>
        );
      })}
    </li>
  );
}

function ConnectTo({
  label,
  targets,
  onChoose,
}: {
  readonly label: string;
  readonly targets: readonly { readonly value: string; readonly label: string }[];
  /** Null when nothing was chosen. */
  readonly onChoose: (node: string | null) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Select
      ref={input}
      ml={24}
      my={4}
      size="xs"
      searchable
      defaultDropdownOpened
      placeholder="Choose a node"
      aria-label={label}
      nothingFoundMessage="No node fits"
      data={targets}
      onBlur={() => onChoose(null)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onChoose(null);
      }}
      onChange={onChoose}
    />
  );
}

function PortItems({
  title,
  onAdd,
  onConnect,
}: {
  readonly title: string;
  readonly onAdd: () => void;
  readonly onConnect: () => void;
}) {
  return (
    <>
      <Menu.Item onClick={onAdd}>Add after “{title}”</Menu.Item>
      <Menu.Item onClick={onConnect}>Connect “{title}” to…</Menu.Item>
    </>
  );
}

function ProblemMark({ node }: { readonly node: string }) {
  const all = useEditor((state) => state.problems);
  const problems = all.filter((problem) => problem.node === node);
  if (problems.length === 0) return null;
  const isError = problems.some(({ severity }) => severity === "error");
  const Sign = isError ? IconExclamationCircle : IconAlertTriangle;
  const said = problems.map(({ message }) => message).join("\n");
  return (
    <span title={said} style={{ display: "flex" }}>
      <Sign
        size={16}
        color={isError ? "var(--tl-bad)" : "var(--tl-warn)"}
        role="img"
        aria-label={`${problems.length} ${problems.length === 1 ? "problem" : "problems"}: ${said}`}
      />
    </span>
  );
}
