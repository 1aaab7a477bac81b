import { Badge } from "@mantine/core";
import type { RunStateName } from "@throughline/contract";

interface StateOfRun {
  readonly state: RunStateName;
  readonly outcome: string | null;
}

/** What a run is doing, in one word and colour: the word of its state, or its outcome once it ended. */
function runStateInWords({ state, outcome }: StateOfRun): { readonly word: string; readonly colour: string } {
  switch (state) {
    case "closed":
      return { word: outcome ?? "ended", colour: outcome === "cancelled" ? "gray" : "pine" };
    case "lost":
    case "refused":
      return { word: state, colour: "red" };
    case "queued":
      return { word: "queued", colour: "gray" };
    case "parked":
      return { word: "needs repair", colour: "red" };
    case "human":
      return { word: "with a person", colour: "grape" };
    case "waiting":
      return { word: "waiting", colour: "blue" };
    case "paused":
      return { word: "paused", colour: "yellow" };
    case "starting":
    case "closing":
    case "running":
      return { word: "running", colour: "pine" };
  }
}

/** The badge of a run's state. */
export function RunState({ run }: { readonly run: StateOfRun }) {
  const { word, colour } = runStateInWords(run);
  return <Badge color={colour}>{word}</Badge>;
}
