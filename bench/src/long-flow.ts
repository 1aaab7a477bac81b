// A flow as long as somebody wants it: rows of ten nodes, two decisions and a pause in turn, every decision also leads to
// the one end. Its lines are as hard to lead as lines get.

/** What is drawn: nodes, and which port leads where. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly {
    readonly from: { readonly node: string; readonly port: string };
    readonly to: { readonly node: string };
  }[];
}

interface GraphNode {
  readonly id: string;
  readonly type: string;
  readonly typeVersion: 1;
  readonly name: string;
  readonly config: object;
  readonly position: { readonly x: number; readonly y: number };
}

const perRow = 10;

/** A document of the product with this many nodes. */
export function longFlow(nodeCount: number) {
  const steps = nodeCount - 2;
  const nodes: readonly GraphNode[] = [
    node("event-trigger", {
      id: "start",
      name: "Start",
      config: { eventType: "bench.start" },
      position: { x: 0, y: 0 },
    }),
    ...Array.from({ length: steps }, (_, index) => step(index + 1)),
    node("exit", {
      id: "end",
      name: "Done",
      config: { outcome: "done" },
      position: { x: 0, y: 420 + 220 * Math.ceil(steps / perRow) },
    }),
  ];
  const edges = [
    { from: { node: "start", port: "next" }, to: { node: "n1" } },
    ...Array.from({ length: steps }, (_, index) => edgesOf(index + 1, steps)).flat(),
  ];
  return {
    schema: 1,
    key: `long-${nodeCount}`,
    name: `Long flow of ${nodeCount} nodes`,
    settings: {
      subject: { $cel: "trigger.subject" },
      reentry: { rule: "every-event" },
      timeZone: "UTC",
      interrupts: [],
      priority: "normal",
    },
    nodes,
    edges,
    notes: [],
    frames: [],
  } as const;
}

function step(index: number): GraphNode {
  const id = `n${index}`;
  const position = { x: 320 * ((index - 1) % perRow), y: 200 + 220 * Math.floor((index - 1) / perRow) };
  if (isPause(index))
    return node("delay", { id, name: `Pause ${index}`, config: { timeout: "PT1M" }, position });
  const rules = [{ field: "trigger.data.v", operator: ">", value: index }];
  const branches = [{ port: "yes", when: { $rules: { combinator: "and", rules } } }];
  return node("condition", { id, name: `Decision ${index}`, config: { branches }, position });
}

function edgesOf(index: number, steps: number) {
  const to = { node: index === steps ? "end" : `n${index + 1}` };
  const from = (port: string) => ({ node: `n${index}`, port });
  if (isPause(index)) return [{ from: from("timeout"), to }];
  return [
    { from: from("yes"), to },
    { from: from("else"), to: { node: "end" } },
  ];
}

function isPause(index: number): boolean {
  return index % 3 === 0;
}

function node(
  type: string,
  { id, name, config, position }: Pick<GraphNode, "id" | "name" | "config" | "position">,
): GraphNode {
  return { id, type, typeVersion: 1, name, config, position };
}
