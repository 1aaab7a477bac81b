import { Badge } from "@mantine/core";

interface StateOfRun {
  readonly state: "queued" | "starting" | "open" | "closed" | "refused" | "lost";
  readonly shown: "running" | "waiting" | "human" | "parked" | "paused" | "closing" | null;
  readonly outcome: string | null;
}

/** What a run is doing, in one word and colour: the word of its state, or its outcome once it ended. */
function runStateInWords(run: StateOfRun): { readonly word: string; readonly colour: string } {
  if (run.state === "closed")
    return { word: run.outcome ?? "ended", colour: run.outcome === "cancelled" ? "gray" : "pine" };
  if (run.state === "lost") return { word: "lost", colour: "red" };
  if (run.state === "refused") return { word: "refused", colour: "red" };
  if (run.state === "queued") return { word: "queued", colour: "gray" };
  switch (run.shown) {
    case "parked":
      return { word: "needs repair", colour: "red" };
    case "human":
      return { word: "with a person", colour: "grape" };
    case "waiting":
      return { word: "waiting", colour: "blue" };
    case "paused":
      return { word: "paused", colour: "yellow" };
    case "closing":
    case "running":
    case null:
      return { word: "running", colour: "pine" };
  }
}

/** The badge of a run's state. */
export function RunState({ run }: { readonly run: StateOfRun }) {
  const { word, colour } = runStateInWords(run);
  return <Badge color={colour}>{word}</Badge>;
}
