// The run that an event started: asked for again until the event is matched, because matching takes a moment.
import type { Receipt } from "@throughline/contract";

interface Ask {
  readonly receipt: () => Promise<Pick<Receipt, "event" | "lines">>;
  /** Waits between two questions. */
  readonly pause: () => Promise<void>;
  /** Questions before it is given up. */
  readonly tries: number;
}

/** The id of the run, or null when the event started none, or was not matched in time: its receipt says why. */
export async function startedRun(flow: string, { receipt, pause, tries }: Ask): Promise<string | null> {
  for (let asked = 0; asked < tries; asked += 1) {
    if (asked > 0) await pause();
    const { event, lines } = await receipt();
    const line = lines.find((one) => one.flow === flow && one.verdict === "started");
    if (line !== undefined && line.run !== null) return line.run;
    if (event.matchedAt !== null) return null;
  }
  return null;
}
