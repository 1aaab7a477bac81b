import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { CheckedDocument } from "../check/checked-document.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { buildPlan } from "../lower/build-plan.ts";
import type { Plan } from "../plan.ts";

/** A plan with its hash and size, or everything that keeps the document from becoming one. */
export type Compilation =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** sha-256 (hex) of what the plan means. */
      readonly planHash: string;
      /** Bytes of the plan as canonical JSON. */
      readonly bytes: number;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Compiles a checked document: same document, same bytes; layout, names, notes and the version number leave the hash as it
 * is. Diagnoses it first, and builds no second plan beside the one that was weighed there.
 *
 * @example compile(check(document, nodeTypes), { version: 1 })
 */
export function compile(checked: CheckedDocument, { version }: { readonly version: number }): Compilation {
  const diagnostics = diagnose(checked);
  if (diagnostics.some(({ severity }) => severity === "error")) return { ok: false, diagnostics };
  const { plan, meaning, bytes } = buildPlan(checked);
  return {
    ok: true,
    plan: { ...plan, version },
    planHash: bytesToHex(sha256(utf8ToBytes(meaning()))),
    bytes: bytes + String(version).length - String(plan.version).length,
    diagnostics,
  };
}
