// Signals can be sent by anybody who reaches Temporal: what is taken for a delivery has its shape and names what the plan has.
import { findStep } from "../find-step.ts";
import { portsOfStep } from "../instructions/advance.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { parseStep } from "../step-id.ts";
import type { Delivery } from "./facts.ts";

/** What came as a signal: a delivery, one of a kind that only a newer worker knows, or nothing for this run. */
export type ReadDelivery =
  | { readonly kind: "delivered"; readonly n: number; readonly delivery: Delivery }
  | { readonly kind: "unknown-delivery"; readonly n: number; readonly name: string }
  | { readonly kind: "ignored" };

type Fields = Readonly<Record<string, unknown>>;

const IGNORED: ReadDelivery = { kind: "ignored" };

/** Reads the payload of a signal. What is ignored uses up no number: the real delivery with it is still to come. */
export function readDelivery(plan: Plan, payload: unknown): ReadDelivery {
  if (!isObject(payload)) return IGNORED;
  const { n, ...delivery } = payload;
  if (typeof n !== "number" || !Number.isSafeInteger(n) || n < 1 || typeof delivery["kind"] !== "string")
    return IGNORED;
  const name = delivery["kind"];
  if (!Object.hasOwn(IS_WELL_FORMED, name)) return { kind: "unknown-delivery", n, name: name.slice(0, 60) };
  const isWellFormed = IS_WELL_FORMED[name as Delivery["kind"]];
  // Its shape was looked at just now; TypeScript cannot see that through the table.
  return isWellFormed(delivery, plan)
    ? { kind: "delivered", n, delivery: delivery as unknown as Delivery }
    : IGNORED;
}

const IS_WELL_FORMED: { readonly [Kind in Delivery["kind"]]: (delivery: Fields, plan: Plan) => boolean } = {
  event: ({ wait, port, event }, plan) =>
    isPortOf(stepAt(plan, wait, "wait"), port) && port !== "timeout" && isMatchedEvent(event),
  decision: ({ step, decision, values, by, at, task }, plan) =>
    isPortOf(stepAt(plan, step, "task"), decision) &&
    decision !== "overdue" &&
    isObject(values) &&
    [by, at, task].every(isText),
  expired: ({ wait }, plan) => isPortOf(stepAt(plan, wait, "wait"), "timeout"),
  undeliverable: ({ wait, reason }, plan) =>
    isText(reason) &&
    (wait === null || stepAt(plan, wait, "wait") !== undefined || stepAt(plan, wait, "task") !== undefined),
  cancel: ({ by }) => isText(by),
  pause: ({ by }) => isText(by),
  resume: ({ by }) => isText(by),
  interrupt: ({ name, event }) =>
    isText(name) && name !== "" && (event === undefined || isMatchedEvent(event)),
};

function stepAt(plan: Plan, at: unknown, op: PlanStep["op"]): PlanStep | undefined {
  if (!isText(at)) return undefined;
  const { node, visit } = parseStep(at);
  const step = Number.isSafeInteger(visit) && visit > 0 ? findStep(plan, node) : undefined;
  return step?.op === op ? step : undefined;
}

function isPortOf(step: PlanStep | undefined, port: unknown): boolean {
  return step !== undefined && isText(port) && portsOfStep(step).includes(port);
}

function isMatchedEvent(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, source, type, receivedAt, seq, no } = value;
  return [id, source, type, receivedAt].every(isText) && [seq, no].every(Number.isSafeInteger);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
