import type { Diagnostic } from "../diagnostic.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import type { FlowDocument } from "../document/schema.ts";
import type { NodeTypes } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import { buildPlan } from "./build-plan.ts";
import { hashPlan, sizeOfPlan } from "./hash.ts";

/** A plan with its hash and size, or everything that keeps the document from becoming one. */
export type Compilation =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly planHash: string;
      readonly bytes: number;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Compiles a document: same document, same bytes; layout, names, notes and the version number leave the hash as it is. */
export function compile(
  document: FlowDocument,
  nodeTypes: NodeTypes,
  { version }: { readonly version: number },
): Compilation {
  const diagnostics = diagnose(document, nodeTypes);
  if (diagnostics.some(({ severity }) => severity === "error")) return { ok: false, diagnostics };
  const plan = buildPlan(document, nodeTypes, version);
  return { ok: true, plan, planHash: hashPlan(plan), bytes: sizeOfPlan(plan), diagnostics };
}
