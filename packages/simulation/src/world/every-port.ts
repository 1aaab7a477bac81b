// Everything that a storm must have met: each transaction and each method of the store, each call of the engine, and the
// way to the receiver of effects.
import * as protocol from "@throughline/protocol";
import { MemoryDatabase, createMemoryStore } from "@throughline/protocol/memory";
import type { AnyTransaction } from "./replaced.ts";

const FAULTS = ["ok", "fail-before", "fail-after", "delay"] as const;

/** Every transaction that is a value, found by its shape: a new one cannot be left out. */
const everyTransaction: readonly AnyTransaction[] = Object.values(protocol).filter(
  (value): value is AnyTransaction & typeof value =>
    typeof value === "object" && value !== null && "matching" in value && "needs" in value,
);

/** Names of everything that calls go to. */
function everyPort(): readonly string[] {
  const byHand = Object.keys(createMemoryStore(new MemoryDatabase(), { now: () => 0 }));
  const store = [
    ...everyTransaction.map(({ name }) => name),
    ...byHand.filter((name) => name !== "transact" && name !== "waitForNews"),
  ];
  const engine = ["start", "signal", "describe", "closedSince"];
  return [...store.map((name) => `store.${name}`), ...engine.map((name) => `engine.${name}`), "wire.send"];
}

/** What never met one of these faults, as `port fault`. */
export function neverHit(
  counts: ReadonlyMap<string, number>,
  faults: readonly (typeof FAULTS)[number][] = FAULTS,
): readonly string[] {
  return everyPort()
    .flatMap((port) => faults.map((fault) => `${port} ${fault}`))
    .filter((hit) => !counts.has(hit));
}
