import type { PlanListen } from "@throughline/flow";
import type { PublishAnswer, PublishRequest } from "../store.ts";
import type { Listener } from "./routing.ts";

export interface PublishInput {
  /** The draft's revision now; null when the flow is not there. */
  readonly revision: number | null;
  /** The highest version published so far, 0 for none. */
  readonly lastVersion: number;
  readonly listeners: readonly Listener[];
  /** The match counter and the routing number, read under the match lock, exclusive. */
  readonly lastNo: number;
  readonly routing: number;
}

export interface PublishWrites {
  readonly version: number;
  readonly routing: number;
  readonly listeners: readonly (Listener & { readonly sinceNo: number })[];
}

/** Decides a publish: the plan was compiled from exactly the draft that is there, and is the next version. */
export function publish(
  request: PublishRequest,
  input: PublishInput,
): { readonly answer: PublishAnswer; readonly writes: PublishWrites | null } {
  const problem = findProblem(request, input);
  if (problem !== null) return { answer: { kind: "conflict", reason: problem }, writes: null };
  const version = input.lastVersion + 1;
  const listeners = newListeners(request.plan.listens, input.listeners);
  return {
    answer: { kind: "published", version },
    writes: {
      version,
      routing: input.routing + 1,
      listeners: listeners.map((one) => ({ ...one, sinceNo: input.lastNo })),
    },
  };
}

function findProblem(request: PublishRequest, { revision, lastVersion }: PublishInput): string | null {
  if (revision === null) return "the flow is not there";
  if (revision !== request.revision)
    return `the draft is at revision ${revision} by now, not ${request.revision}`;
  const version = lastVersion + 1;
  if (request.plan.version !== version)
    return `the next version is ${version}, the plan says ${request.plan.version}`;
  return null;
}

function newListeners(listens: readonly PlanListen[], known: readonly Listener[]): readonly Listener[] {
  const keys = new Set(known.map(keyOf));
  const unique = new Map(
    listens.map(({ type, keyExpression }) => [keyOf({ type, keyExpression }), { type, keyExpression }]),
  );
  return [...unique].filter(([key]) => !keys.has(key)).map(([, listener]) => listener);
}

function keyOf({ type, keyExpression }: Listener): string {
  return `${type.length}:${type}${keyExpression}`;
}
