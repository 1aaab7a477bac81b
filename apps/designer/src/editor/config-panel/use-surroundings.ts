// What the form of a node knows of the flow around it: its problems, the names to choose from, the values in reach.
import { useQuery } from "@tanstack/react-query";
import type { DocumentNode, NodeType } from "@throughline/flow";
import { useMemo } from "react";
import {
  eventTypesQuery,
  hooksQuery,
  queuesQuery,
  secretsQuery,
  stockQuery,
  topicsQuery,
} from "../../api/queries.ts";
import { useMay } from "../../api/use-may.ts";
import type { FormSurroundings } from "../../ui/schema-form/form-context.ts";
import { ConditionField } from "../condition-builder/condition-field.tsx";
import { useEditor } from "../use-editor.ts";
import { isRevealed, shownProblems } from "./shown-problems.ts";
import type { Revealed } from "./shown-problems.ts";

/** The surroundings of a node's form. */
export function useSurroundings(
  node: DocumentNode,
  nodeType: NodeType | undefined,
  revealed: Revealed,
  onLeave: (node: string, field: string) => void,
): FormSurroundings {
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const language = useEditor((state) => state.language);
  const problems = useEditor((state) => state.problems);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const focusPath = useEditor((state) => state.focusField);
  const eventTypes = useQuery(eventTypesQuery).data;
  const secrets = useQuery({ ...secretsQuery, enabled: useMay()("listSecrets") }).data;
  const hooks = useQuery(hooksQuery).data;
  const stock = useQuery(stockQuery).data;
  const queues = useQuery(queuesQuery).data;
  const topics = useQuery(topicsQuery).data;
  return useMemo(() => {
    const drawn = document.nodes.flatMap(({ config }) => namesIn(config));
    return {
      isReadOnly,
      focusPath,
      problems: nodeType === undefined ? [] : shownProblems(node, nodeType, problems, revealed),
      isRevealed: (field) => isRevealed(revealed, node.id, field),
      onLeave: (field) => onLeave(node.id, field),
      condition: ConditionField,
      choices: {
        "event-type": [
          ...(eventTypes ?? []).map(({ type }) => type),
          ...drawn.filter(({ kind }) => kind === "event").map(({ name }) => name),
        ],
        queue: [...(queues ?? []), ...drawn.filter(({ kind }) => kind === "queue").map(({ name }) => name)],
        secret: secrets?.map(({ name }) => name) ?? [],
        hook: hooks?.map(({ key }) => key) ?? [],
        "stock-item": stock?.map(({ sku }) => sku) ?? [],
        topic: [...(topics ?? []).map(({ key }) => key), "transactional"],
        "profile-field": ["email", "firstName"],
      },
      variablesFor: (field) =>
        language?.variablesInReach(document, nodeTypes, {
          eventTypes: eventTypes ?? [],
          node: node.id,
          field,
        }) ?? [],
    };
  }, [
    document,
    nodeTypes,
    language,
    nodeType,
    problems,
    revealed,
    onLeave,
    isReadOnly,
    focusPath,
    eventTypes,
    secrets,
    hooks,
    stock,
    queues,
    topics,
    node,
  ]);
}

function namesIn(
  config: DocumentNode["config"],
): readonly { readonly kind: "event" | "queue"; readonly name: string }[] {
  const { eventType, events, queue } = config as {
    readonly eventType?: unknown;
    readonly events?: unknown;
    readonly queue?: unknown;
  };
  const waited = Array.isArray(events)
    ? (events as readonly { readonly type?: unknown }[]).map(({ type }) => type)
    : [];
  return [
    ...[eventType, ...waited].flatMap((name) =>
      typeof name === "string" && name !== "" ? [{ kind: "event" as const, name }] : [],
    ),
    ...(typeof queue === "string" && queue !== "" ? [{ kind: "queue" as const, name: queue }] : []),
  ];
}
