// Who publishes: new versions of the same flows while events come in, sometimes none any more, and sometimes a pause.
import { publishFlow, unpublishFlow } from "@throughline/protocol";
import type { Json } from "@throughline/flow";
import type { OperatorStore } from "@throughline/protocol";
import type { MemoryDatabase } from "@throughline/protocol/memory";
import { between, pick } from "./random.ts";
import type { Simulator } from "./simulator.ts";

const BURST = 3;
const BY = "analyst";

export interface PublisherParts {
  readonly simulator: Simulator;
  readonly db: MemoryDatabase;
  /** Where people can ask right now. */
  readonly openDoors: () => readonly OperatorStore[];
}

/** A few changes at about the same instant, at some time between now and `overMs` from now. */
export function publishInTheStorm({ simulator, db, openDoors }: PublisherParts, overMs: number): void {
  const { random } = simulator;
  const flows = [...new Set([...db.plans.values()].map(({ plan }) => plan.flow))];

  function change(): void {
    const flow = pick(random, flows);
    const drawn = random.next();
    if (drawn < 0.2) unpublish(flow);
    else if (drawn < 0.5) pauseForAWhile(flow);
    else publishNext(flow);
  }

  function pauseForAWhile(flow: string): void {
    simulator.note(() => `pause flow ${flow}`);
    pick(random, openDoors())
      .controlFlow({ kind: "pause", flow, by: BY })
      .catch(() => {});
    simulator.after(between(random, 10, 8_000), null, () => {
      simulator.note(() => `resume flow ${flow}`);
      pick(random, openDoors())
        .controlFlow({ kind: "resume", flow, by: BY })
        .catch(() => {});
    });
  }

  function unpublish(flow: string): void {
    simulator.note(() => `unpublish ${flow}`);
    // An analyst who sees an error tries again, or not.
    pick(random, openDoors())
      .transact(unpublishFlow, { flow, by: BY })
      .catch(() => {});
  }

  /** Sometimes somebody else saves the draft between the look at it and the publish. */
  function publishNext(flow: string): void {
    const last = db.lastVersion(flow);
    const { plan } = db.planOf({ flow, version: last });
    const version = last + 1;
    const revision = db.revisions.get(flow) ?? 0;
    if (random.next() < 0.1) db.revisions.set(flow, revision + 1);
    simulator.note(() => `publish ${flow} ${version} of revision ${revision}`);
    const planHash = `hash-of-${flow}-${version}`;
    const document: Json = {};
    pick(random, openDoors())
      .transact(publishFlow, { flow, revision, plan: { ...plan, version }, planHash, document, by: BY })
      .then(
        (answer) => simulator.note(() => `publish ${flow} ${version}: ${answer.kind}`),
        () => {},
      );
  }

  const at = between(random, 0, overMs);
  for (let index = 0; index < BURST; index += 1) simulator.after(at + between(random, 0, 50), null, change);
}
