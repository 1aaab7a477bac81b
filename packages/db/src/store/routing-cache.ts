import type { Plan } from "@throughline/flow";
import { createRouting } from "@throughline/protocol";
import type { Listener, LivePlan, Routing } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";

/** What is live, kept until the routing number says that it is old. */
export interface RoutingCache {
  /** The routing of this number; read under the match lock, so that it is what the number says. */
  at(tx: Transaction, number: number): Promise<Routing>;
}

/** An empty cache of one routing. */
export function createRoutingCache(): RoutingCache {
  let kept: Routing | undefined;
  return {
    async at(tx, number) {
      if (kept?.number !== number) kept = await readRouting(tx, number);
      return kept;
    },
  };
}

async function readRouting(tx: Transaction, number: number): Promise<Routing> {
  const live = await tx<{ plan: Plan; planHash: string }[]>`
    select plan, plan_hash as "planHash" from flow join flow_version on flow_version.flow = flow.key and flow_version.version = flow.live_version`;
  const listeners = await tx<Listener[]>`select type, key_expression as "keyExpression" from listener`;
  const paused = await tx<{ key: string }[]>`select key from flow where paused_at is not null`;
  return createRouting(
    number,
    live satisfies readonly LivePlan[],
    listeners,
    paused.map(({ key }) => key),
  );
}
