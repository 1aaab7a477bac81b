// What a run waits for, was given and was done to it, in sentences that use the names on the drawing.
import { hasEnded } from "@throughline/contract";
import type { AuditEntry, Run, TrailEntry } from "@throughline/contract";
import { nodeOf, stepId, parseStep, nodeTypeKey, isJsonObject } from "@throughline/flow";
import type { FlowDocument, NodeTypes } from "@throughline/flow";
import { portTitle } from "@throughline/flow";
import { repairTitles } from "./repair.ts";
import type { RepairAction } from "./repair.ts";

/** The name on the drawing of a node, or of the node of a step (`node.visit`); its id when it is not drawn. */
export function nodeName(document: FlowDocument, step: string): string {
  const { node, visit } = parseStep(step);
  const name = document.nodes.find(({ id }) => id === node)?.name ?? node;
  return visit === 1 ? name : `${name} (${visit})`;
}

/** What a port of a node is called on the drawing. */
export function portInWords(document: FlowDocument, nodeTypes: NodeTypes, id: string, port: string): string {
  const node = document.nodes.find((one) => one.id === id);
  if (node === undefined) return port;
  return portTitle(node, nodeTypes.get(nodeTypeKey(node.type, node.typeVersion)), port);
}

/** How a run ended: the outcome of an end, or the node and port that lead nowhere (`node.port`). */
export function outcomeInWords(run: Run, nodeTypes: NodeTypes): string {
  const [node = "", port] = (run.outcome ?? "").split(".");
  if (port === undefined || !run.document.nodes.some(({ id }) => id === node)) return run.outcome ?? "";
  return `“${nodeName(run.document, node)}” left by “${portInWords(run.document, nodeTypes, node, port)}”`;
}

interface WaitInWords {
  readonly title: string;
  readonly about: string;
  readonly state: string;
  readonly isWaiting: boolean;
}

/** One wait of a run. Waits are open from the run's start, so that an early event is kept: whether it stands there is in the trail. */
export function waitInWords(run: Run, wait: Run["waits"][number], nodeTypes: NodeTypes): WaitInWords {
  const visit = run.trail.find((entry) => stepId(entry) === wait.step);
  const isWaiting = visit?.state === "active" && wait.state === "open";
  const condition = wait.filter === null ? "" : `, if ${wait.filter}`;
  return {
    title: `“${nodeName(run.document, wait.step)}” for ${wait.type}`,
    about: `Leaves by “${portInWords(run.document, nodeTypes, nodeOf(wait.step), wait.port)}”${condition}.`,
    state: waitState(wait.state, visit),
    isWaiting,
  };
}

function waitState(state: Run["waits"][number]["state"], visit: TrailEntry | undefined): string {
  if (state === "matched") return "event came";
  if (state === "expired" || state === "expiring") return "time is up";
  if (visit === undefined) return "not reached yet";
  return visit.state === "active" ? "waits now" : "over";
}

/** What a step that the run stands at waits for: `waits for order.placed or cart.clicked`. */
export function standingInWords(run: Run, entry: TrailEntry): string {
  const types = run.waits
    .filter(({ step, state }) => step === stepId(entry) && state === "open")
    .map(({ type }) => type);
  if (types.length > 0) return `waits for ${[...new Set(types)].join(" or ")}`;
  return run.state === "human" || run.state === "waiting" ? "waits" : "stands here";
}

/** Until when the run waits; the run tells one instant, so it is a step's own only while it stands at one step. */
export function waitsUntil(run: Run, entry: TrailEntry): string | null {
  const active = run.trail.filter(({ state }) => state === "active");
  return !hasEnded(run.state) && active.length === 1 && active[0] === entry ? run.wakeAt : null;
}

const received: Readonly<Record<string, string>> = {
  start: "Start",
  event: "Event",
  decision: "Decision of a person",
  expired: "Time is up",
  undeliverable: "Could not be handed over",
  cancel: "Cancel",
  pause: "Pause",
  resume: "Resume",
  interrupt: "Interruption",
};

/** What was handed to a run, in a word or two. */
export function receivedInWords(kind: string): string {
  return received[kind] ?? kind;
}

/** What became of it. */
export function settledInWords({ state, settledAs }: Run["deliveries"][number]): string {
  if (state === "pending") return "on its way";
  return settledAs === "sent" || settledAs === null ? "received" : settledAs;
}

/** What somebody did to a run: `repaired “Send offer” (Try again) with changed input`. */
export function actionInWords(entry: AuditEntry, document: FlowDocument): string {
  switch (entry.action) {
    case "pauseRun":
      return "paused the run";
    case "resumeRun":
      return "resumed the run";
    case "cancelRun":
      return "cancelled the run";
    case "resolveRun": {
      const { step, how, changed } = repairOf(entry);
      return `repaired ${step === null ? "a step" : `“${nodeName(document, step)}”`}${how}${changed}`;
    }
    default:
      return entry.action;
  }
}

/** Who repaired a step, and how: `Repaired by ana@example.com (Try again) with changed input`. */
export function repairsInWords(history: readonly AuditEntry[], visit: TrailEntry): readonly string[] {
  return history
    .filter((entry) => entry.action === "resolveRun" && repairOf(entry).step === stepId(visit))
    .map((entry) => {
      const { how, changed } = repairOf(entry);
      return `Repaired by ${actorInWords(entry.actor)}${how}${changed}`;
    });
}

/** A person by their address, a key by its name. */
export function actorInWords(actor: string): string {
  return actor.startsWith("key:") ? `the key ${actor.slice("key:".length)}` : actor;
}

function repairOf({ detail }: AuditEntry): {
  readonly step: string | null;
  readonly how: string;
  readonly changed: string;
} {
  const said = isJsonObject(detail) ? detail : {};
  const { step, action, changedInput } = said;
  const title = typeof action === "string" ? repairTitles[action as RepairAction] : undefined; // any other key has no title
  return {
    step: typeof step === "string" ? step : null,
    how: title === undefined ? "" : ` (${title})`,
    changed: changedInput === true ? " with changed input" : "",
  };
}
