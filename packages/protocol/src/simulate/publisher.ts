// Who publishes: new versions of the same flows, while events come in.
import { createRouting } from "../decide/routing.ts";
import type { LivePlan } from "../decide/routing.ts";
import type { ModelDatabase } from "./model-database.ts";
import { between, pick } from "./random.ts";
import type { Simulator } from "./simulator.ts";

const BURST = 3;

/** Makes plans live and, between now and `overMs` from now, the next version of some of them, a few at once. */
export function publishPlans(
  simulator: Simulator,
  db: ModelDatabase,
  plans: readonly LivePlan[],
  overMs: number,
): void {
  const { random } = simulator;
  goLive(db, plans);

  function publishNext(): void {
    // It takes the match lock exclusively.
    if (db.matching !== null && !db.matching.isEnded) {
      simulator.after(between(random, 1, 5), null, publishNext);
      return;
    }
    const { plan } = pick(random, db.routing.live);
    const version = plan.version + 1;
    simulator.note(() => `publish ${plan.flow} ${version}`);
    const next = { plan: { ...plan, version }, planHash: `hash-of-${plan.flow}-${version}` };
    goLive(db, [...db.routing.live.filter((live) => live.plan.flow !== plan.flow), next]);
  }

  const at = between(random, 0, overMs);
  for (let index = 0; index < BURST; index += 1)
    simulator.after(at + between(random, 0, 50), null, publishNext);
}

function goLive(db: ModelDatabase, live: readonly LivePlan[]): void {
  for (const one of live) db.plans.set(`${one.plan.flow} ${one.plan.version}`, one);
  db.routing = createRouting(
    db.routing.number + 1,
    live,
    live.flatMap(({ plan }) => plan.listens),
  );
}
