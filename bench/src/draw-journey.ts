// Draws flows of any size as analysts draw them: stages that ask, look something up, write, wait and branch.
import { emptyDocument } from "@throughline/flow";
import type { DocumentEdge, DocumentNode, FlowDocument, JsonObject } from "@throughline/flow";

type Drawn = Pick<DocumentNode, "type" | "name"> & {
  readonly config: JsonObject;
  /** Where it is left, and for which place of its stage; `on` is the next stage. */
  readonly ways: Readonly<Record<string, number | "on">>;
};

const STAGE_NODES = 10;

/**
 * A flow of exactly `size` nodes that can be published: a trigger, stages of ten nodes in a line (conditions as rules and
 * as text, a request, mail with placeholders, a wait that correlates, a pause, side exits), each of which refers to the
 * stage before it, and pauses for what is left over.
 */
export function drawJourney(size: number, key = `journey-${size}`): FlowDocument {
  const stages = Math.floor((size - 1) / STAGE_NODES);
  const nodes: DocumentNode[] = [
    place(0, { type: "event-trigger", name: "Order placed", config: { eventType: "order.placed" } }),
  ];
  const edges: DocumentEdge[] = [];
  for (let stage = 0; stage < stages; stage += 1) {
    const first = 1 + stage * STAGE_NODES;
    drawStage(stage, stage === 0 ? "trigger.data" : `steps.${idOf(first - STAGE_NODES + 2)}.body`).forEach(
      ({ ways, ...drawn }, index) => {
        nodes.push(place(first + index, drawn));
        for (const [port, to] of Object.entries(ways)) {
          const target = to === "on" ? first + STAGE_NODES : first + to;
          if (target < size) edges.push(edge(first + index, port, target));
        }
      },
    );
  }
  edges.push(edge(0, "next", 1));
  for (let index = nodes.length; index < size; index += 1) {
    nodes.push(place(index, { type: "delay", name: `Pause ${index}`, config: { timeout: "PT1H" } }));
    if (index + 1 < size) edges.push(edge(index, "timeout", index + 1));
  }
  return { ...emptyDocument(key, `A journey of ${size} nodes`), nodes, edges };
}

/** Ten nodes; `before` is where the values of the stage before this one are found. */
function drawStage(stage: number, before: string): readonly Drawn[] {
  const rules = (field: string, value: number): JsonObject => ({
    $rules: { combinator: "and", rules: [{ field, operator: ">", value }] },
  });
  const branch = (when: JsonObject): JsonObject => ({ branches: [{ port: "yes", when }] });
  return [
    {
      type: "condition",
      name: `Large ${stage}?`,
      config: branch(rules("trigger.data.total", stage)),
      ways: { yes: 1, else: 2 },
    },
    {
      type: "condition",
      name: `Known ${stage}?`,
      config: branch({ $cel: `has(${before}.level) && ${before}.level > ${stage}` }),
      ways: { yes: 2, else: 9 },
    },
    {
      type: "http-request",
      name: `Look up ${stage}`,
      config: {
        method: "POST",
        url: "https://api.example.com/customers",
        body: { customer: { $cel: "subject" }, stage, total: { $cel: "trigger.data.total" } },
      },
      ways: { next: 3 },
    },
    {
      type: "condition",
      name: `Reachable ${stage}?`,
      config: branch({ $cel: `profile.email != "" && run.version > 0` }),
      ways: { yes: 4, else: 7 },
    },
    {
      type: "send-email",
      name: `Write ${stage}`,
      config: {
        to: { $cel: "profile.email" },
        subject: `Order {{ trigger.data.orderId }}, part ${stage}`,
        body: `Dear {{ profile.firstName | default: 'customer' }}, {{ ${before}.text }} <a href="https://shop.example/{{ run.shortId }}">Look</a>`,
      },
      ways: { sent: 5, suppressed: 7 },
    },
    {
      type: "wait-for-event",
      name: `Answer ${stage}?`,
      config: {
        events: [
          { type: "order.paid", port: "paid", filter: { $cel: "event.data.total >= trigger.data.total" } },
          { type: "email.clicked", port: "clicked", filter: { $cel: "event.data.run == run.id" } },
        ],
        correlate: { event: { $cel: "event.data.orderId" }, run: { $cel: "trigger.data.orderId" } },
        since: "run",
        timeout: "P1D",
      },
      ways: { paid: 6, clicked: 7, timeout: 7 },
    },
    {
      type: "set-profile-field",
      name: `Remember ${stage}`,
      config: { fields: [{ name: "stage", value: stage }] },
      ways: { next: 8 },
    },
    { type: "delay", name: `Pause ${stage}`, config: { timeout: "P1D" }, ways: { timeout: 8 } },
    {
      type: "condition",
      name: `Go on ${stage}?`,
      config: branch(rules("trigger.data.total", stage * 2)),
      ways: { yes: "on", else: 9 },
    },
    { type: "exit", name: `Left at ${stage}`, config: { outcome: `left-at-${stage}` }, ways: {} },
  ];
}

function place(
  index: number,
  drawn: Pick<DocumentNode, "type" | "name"> & { config: JsonObject },
): DocumentNode {
  return {
    id: idOf(index),
    typeVersion: 1,
    position: { x: (index % 4) * 320, y: Math.floor(index / 4) * 180 },
    ...drawn,
    config: drawn.config as DocumentNode["config"], // the readonly form of the same JSON
  };
}

function edge(from: number, port: string, to: number): DocumentEdge {
  return { from: { node: idOf(from), port }, to: { node: idOf(to) } };
}

function idOf(index: number): string {
  return `n${index}`;
}
