import type { Config } from "../config.ts";

/** The run's page in the Temporal UI, or null when nobody said where that is. */
export function temporalUrl(
  run: string,
  { uiUrl, namespace }: Pick<Config["temporal"], "uiUrl" | "namespace">,
): string | null {
  if (uiUrl === null) return null;
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(run)}`;
}
