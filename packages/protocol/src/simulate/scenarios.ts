// The truth table as calls of the Store port: the same list runs over the model and over Postgres.
import { controlScenarios } from "./scenarios-control.ts";
import { deadLetterScenarios } from "./scenarios-dead-letters.ts";
import { entryScenarios } from "./scenarios-entry.ts";
import { waitScenarios } from "./scenarios-wait.ts";
import type { StoreScenario } from "./scene.ts";

/** Every situation in which two things want the same, with who wins. */
export const storeScenarios: readonly StoreScenario[] = [
  ...entryScenarios,
  ...waitScenarios,
  ...controlScenarios,
  ...deadLetterScenarios,
];
