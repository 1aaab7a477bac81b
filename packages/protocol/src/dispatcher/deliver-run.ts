// Sends what one claimed run has to get, strictly by number; whatever goes wrong concerns this run alone.
import { EngineUnavailableError } from "../engine.ts";
import type { Engine } from "../engine.ts";
import type { ClaimedRun, DelivererStore, Settlement } from "../store.ts";
import { refuseDelivery } from "../transactions/refuse-delivery.ts";
import { refuseStart } from "../transactions/refuse-start.ts";
import type { Clock, DispatchLog, Random } from "./ports.ts";

export interface DeliverRunParts {
  readonly store: DelivererStore;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: DispatchLog;
  /** When the claim runs out (ms by this process's clock): from then on somebody else may send. */
  readonly until: number;
}

type ClaimedDelivery = ClaimedRun["deliveries"][number];

/** How the sending ended: what to give back with. */
interface Rest {
  readonly retryInMs: number;
  readonly error: string | null;
}

const NO_REST: Rest = { retryInMs: 0, error: null };
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 30_000;

/** Delivers a claimed run and gives it back. Throws only what the store throws. */
export async function deliverRun(claimed: ClaimedRun, parts: DeliverRunParts): Promise<void> {
  const settlements: Settlement[] = [];
  const rest = await sendAll(claimed, parts, settlements);
  if (settlements.length > 0) await parts.store.settle({ claim: claimed.claim, settlements });
  await parts.store.giveBack({ claim: claimed.claim, run: claimed.run, ...rest });
}

async function sendAll(
  claimed: ClaimedRun,
  parts: DeliverRunParts,
  settlements: Settlement[],
): Promise<Rest> {
  for (const delivery of claimed.deliveries.toSorted((a, b) => a.n - b.n)) {
    if (parts.clock.now() >= parts.until) return NO_REST;
    const rest = await sendOne(claimed, delivery, parts, settlements);
    if (rest !== null) return rest;
  }
  return NO_REST;
}

/** Null when the next number may follow. */
async function sendOne(
  claimed: ClaimedRun,
  delivery: ClaimedDelivery,
  parts: DeliverRunParts,
  settlements: Settlement[],
): Promise<Rest | null> {
  try {
    if (delivery.payload.kind === "start") return await start(claimed, parts);
    const answer = await parts.engine.signal(claimed.run, delivery.n, delivery.payload);
    if (answer.kind === "sent") {
      settlements.push({ run: claimed.run, n: delivery.n, as: "sent" });
      return null;
    }
    return answer.kind === "refused"
      ? await refuse(claimed, delivery, answer.reason, parts)
      : await lookAgain(claimed, delivery, parts, settlements);
  } catch (error) {
    if (!(error instanceof EngineUnavailableError))
      parts.log.error(`Cannot deliver ${delivery.n} to "${claimed.run}"`, error);
    return restAfter(delivery, parts.random, error instanceof Error ? error.message : String(error));
  }
}

/** Nothing else is sent before the start is settled. */
async function start({ run, claim }: ClaimedRun, { store, engine }: DeliverRunParts): Promise<Rest | null> {
  const input = await store.readStart({ run });
  if (input === null) return NO_REST;
  const answer = await engine.start(input);
  if (answer.kind === "refused") {
    await store.transact(refuseStart, { run, claim, reason: answer.reason });
    return NO_REST;
  }
  await store.settle({ claim, settlements: [{ run, n: 0, as: "sent" }] });
  return null;
}

/** The number stays: what is sent under it from now on says that the delivery cannot be delivered. */
async function refuse(
  { claim, run }: ClaimedRun,
  delivery: ClaimedDelivery,
  reason: string,
  parts: DeliverRunParts,
): Promise<Rest> {
  if (delivery.payload.kind === "undeliverable") return restAfter(delivery, parts.random, reason);
  await parts.store.transact(refuseDelivery, { run, claim, n: delivery.n, reason });
  return NO_REST;
}

/** No open workflow: only the run's row says whether that is the end. */
async function lookAgain(
  claimed: ClaimedRun,
  delivery: ClaimedDelivery,
  parts: DeliverRunParts,
  settlements: Settlement[],
): Promise<Rest> {
  const { run } = claimed;
  if (await parts.store.isClosed({ run })) {
    const left = claimed.deliveries.filter(({ n }) => n >= delivery.n);
    settlements.push(...left.map(({ n }) => ({ run, n, as: "run had ended" as const })));
    return NO_REST;
  }
  await parts.store.suspect({ run });
  return restAfter(delivery, parts.random, "the workflow was not found");
}

function restAfter({ attempts }: ClaimedDelivery, random: Random, error: string): Rest {
  const longest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(attempts, 20));
  return { retryInMs: Math.round(longest * (0.5 + random.next() / 2)), error };
}
