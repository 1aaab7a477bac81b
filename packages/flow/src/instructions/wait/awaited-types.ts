import type { CheckedNode } from "../../check/checked-document.ts";
import { wordsAt } from "../words-at.ts";

/** The types of events that a node waits for, each once; none for what is no wait. */
export function awaitedTypes({ nodeType, config }: CheckedNode): readonly string[] {
  return nodeType.instruction === "wait" ? [...new Set(wordsAt(config["events"], "type"))] : [];
}
