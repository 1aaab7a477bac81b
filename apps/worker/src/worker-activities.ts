import type { ProtocolSteps } from "./workflow/protocol-calls.ts";

/** Everything a worker can execute: protocol steps and the node types' steps, which must not share a name. */
export function joinActivities<Step>(
  protocolSteps: ProtocolSteps,
  steps: Readonly<Record<string, Step>>,
): ProtocolSteps & Readonly<Record<string, Step | ProtocolSteps[keyof ProtocolSteps]>> {
  const taken = Object.keys(steps).filter((type) => Object.hasOwn(protocolSteps, type));
  if (taken.length > 0) {
    throw new RangeError(
      `Cannot load node type "${taken.join('", "')}": the run itself has a step of that name, another key would be right`,
    );
  }
  return { ...steps, ...protocolSteps };
}
