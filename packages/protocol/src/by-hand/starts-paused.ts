import type { DeliveryRow } from "../rows.ts";

/** Whether a run that starts now was told to pause before, and not to go on since; in any order of its deliveries. */
export function startsPaused(deliveries: readonly Pick<DeliveryRow, "n" | "payload">[]): boolean {
  const told = deliveries
    .filter(({ payload }) => payload.kind === "pause" || payload.kind === "resume")
    .toSorted((a, b) => a.n - b.n);
  return told.at(-1)?.payload.kind === "pause";
}
