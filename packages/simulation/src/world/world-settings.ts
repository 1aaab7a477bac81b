// What a seed decides before anything happens: how hard the switches are turned.
import type { Random } from "@throughline/protocol";
import { between, pick } from "./random.ts";
import type { InstallationSettings } from "./installation.ts";

export interface WorldSettings extends InstallationSettings {
  readonly events: number;
  /** How likely the receiver says of an effect that it did not happen. */
  readonly refusesEffect: number;
  /** How often something breaks, ms. */
  readonly chaosMs: number;
}

/** Draws the settings of one world. */
export function drawSettings(random: Random): WorldSettings {
  const storm = random.next();
  return {
    limits: { events: pick(random, [1, 3, 500]), bytes: 1_000_000 },
    concurrency: 4,
    matcherLeaseMs: pick(random, [1, 200, 3_000]),
    claimLeaseMs: pick(random, [1, 100, 2_000, 30_000]),
    perRun: pick(random, [1, 100]),
    pollMs: random.next() < 0.03 ? 1 : pick(random, [50, 500]),
    drainAfter: pick(random, [3, 8, 1_000]),
    events: between(random, 8, 24),
    rates: { failBefore: 0.05 * storm, failAfter: 0.08 * storm, delay: 0.1 * storm, hang: 0.01 * storm },
    engineRates: {
      exhausted: 0.1 * storm,
      refusesStart: pick(random, [0, 0.1]),
      refusesSignal: pick(random, [0, 0.25]),
    },
    losesNotify: storm,
    refusesEffect: 0.1 * storm,
    chaosMs: pick(random, [1_000, 3_000, 8_000]),
  };
}

/** After the storm: everything works, as fast as in production. */
export function calmDown(settings: WorldSettings): WorldSettings {
  return {
    ...settings,
    limits: { events: 500, bytes: 1_000_000 },
    matcherLeaseMs: 10_000,
    claimLeaseMs: 30_000,
    perRun: 100,
    pollMs: 500,
    rates: { failBefore: 0, failAfter: 0, delay: 0, hang: 0 },
    engineRates: { exhausted: 0, refusesStart: 0, refusesSignal: 0 },
    losesNotify: 0,
    refusesEffect: 0,
  };
}
