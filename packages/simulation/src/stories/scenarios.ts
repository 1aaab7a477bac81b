// The truth table as calls of the Store port: the same list runs over the model and over Postgres.
import type { StoreScenario } from "./scenario.ts";
import { controlScenarios } from "./scenarios-control.ts";
import { deadLetterScenarios } from "./scenarios-dead-letters.ts";
import { entryScenarios } from "./scenarios-entry.ts";
import { profileScenarios } from "./scenarios-profile.ts";
import { waitScenarios } from "./scenarios-wait.ts";

/** Every situation in which two things want the same, with who wins. */
export const storeScenarios: readonly StoreScenario[] = [
  ...entryScenarios,
  ...waitScenarios,
  ...controlScenarios,
  ...deadLetterScenarios,
  ...profileScenarios,
];
