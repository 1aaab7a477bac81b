import { nextInstant } from "@throughline/flow";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";

/** Computes a local time of day once; the answer is in the history, so other zone data later changes nothing. */
export const nextInstantStep: ProtocolSteps["next-instant"] = ({ rule, now }) =>
  Promise.resolve({ kind: "instant", instant: nextInstant(rule, now) });
