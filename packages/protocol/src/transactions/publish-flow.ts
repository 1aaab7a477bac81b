// A draft goes live, and what is live ends. Nobody matches meanwhile, so every event has exactly one version.
import type { Json, Plan, PlanListen } from "@throughline/flow";
import type { Listener } from "../match/routing.ts";
import { NO_WRITES, onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import type { FlowRow } from "../rows.ts";
import { transaction } from "../transaction.ts";

export interface PublishFlowRequest {
  readonly flow: string;
  /** The draft's revision that was compiled; another one → conflict. */
  readonly revision: number;
  readonly plan: Plan;
  readonly planHash: string;
  readonly document: Json;
  readonly by: string;
}

export type PublishFlowAnswer =
  | { readonly kind: "published"; readonly version: number }
  | { readonly kind: "conflict"; readonly reason: string };

/** Makes a compiled draft the live version: the plan was compiled from exactly the draft that is there, and is the next. */
export const publishFlow = transaction({
  name: "publish-flow",
  matching: "exclusive",
  needs: ({ flow, plan }: PublishFlowRequest) => ({ flow, listeners: plan.listens, counter: true }) as const,
  decide(request, { flow, listeners, counter }): Decision<PublishFlowAnswer> {
    const problem = findProblem(request, flow);
    if (problem !== null) return onlyAnswer({ kind: "conflict", reason: problem });
    const { plan, planHash, document, by } = request;
    const { version } = plan;
    return {
      answer: { kind: "published", version },
      writes: {
        ...NO_WRITES,
        live: [
          {
            flow: request.flow,
            by,
            routing: counter.routing + 1,
            version: { version, plan, planHash, document },
            listeners: newListeners(plan.listens, listeners).map((one) => ({ ...one, sinceNo: counter.no })),
          },
        ],
        wakesMatcher: true,
      },
    };
  },
});

function findProblem({ revision, plan }: PublishFlowRequest, flow: FlowRow | null): string | null {
  if (flow === null) return "the flow is not there";
  if (flow.revision !== revision) return `the draft is at revision ${flow.revision} by now, not ${revision}`;
  const next = flow.lastVersion + 1;
  return plan.version === next ? null : `the next version is ${next}, the plan says ${plan.version}`;
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
