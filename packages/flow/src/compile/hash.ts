import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "../document/canonical-json.ts";
import type { Plan } from "../plan.ts";

/** sha-256 (hex) of what a plan means: names, the version number and the order of triggers on the drawing are left out. */
export function hashPlan(plan: Plan): string {
  const { version: _version, ...meaning } = plan;
  const steps = plan.steps.map(({ name: _name, ...step }) => step);
  const triggers = [...plan.triggers].sort((a, b) => (a.step < b.step ? -1 : 1));
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...meaning, steps, triggers }))));
}

/** Bytes of a plan as canonical JSON. */
export function sizeOfPlan(plan: Plan): number {
  return utf8ToBytes(canonicalJson(plan)).length;
}
