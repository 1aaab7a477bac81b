import type { NeededNodeType } from "@throughline/db";

/** What a registry must answer: does this worker ship the type in this version? */
export interface ShipsNodeTypes {
  get(type: string, version: number): unknown;
}

/** A sentence that names the node types that open runs or live flows need and this worker lacks; null when it has all. */
export function describeMissingTypes(
  needed: readonly NeededNodeType[],
  registry: ShipsNodeTypes,
): string | null {
  const missing = needed.filter(({ type, version }) => registry.get(type, version) === undefined);
  if (missing.length === 0) return null;
  const names = missing.map(({ type, version, runs }) => `${type}@${version} (${runs} open runs)`);
  return `this worker lacks node types that runs need: ${names.join(", ")}; add their packages to THROUGHLINE_NODE_PACKAGES`;
}
