import type { FlowEvent, Plan, PlanStep } from "@throughline/flow";
import { chain, oneAtATime, waitStep } from "@throughline/protocol/testing";
import type { StoryParts } from "./quiet-world.ts";
import { eventOf, runOf } from "./scenario.ts";

/** A mistake that was made once: a story that goes well, and the part that puts the mistake back. */
export interface Hole {
  /** Throws when the story does not end as it should. */
  readonly play: (parts: StoryParts) => Promise<void>;
  readonly putBack: StoryParts;
}

/** The event that most stories begin with. */
export const cart: FlowEvent = eventOf("cart.updated", "c");
/** The run it starts. */
export const run = runOf("cart", cart);
export const order: FlowEvent = eventOf("order.placed", "o");

/** Flow `cart`: one at a time on cart.updated, then these steps in order. */
export function cartFlow(...steps: readonly PlanStep[]): Plan {
  return chain("cart", "cart.updated", oneAtATime("ignore"), steps);
}

/** Waits for order.placed without end. */
export const ordered = waitStep("ordered", "order.placed", null);

/** A promise that is never kept. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => {});
}

/** Throws what is not an assertion: the story did not come to the point that it is about. */
export function given(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Cannot tell the story: it is not so that ${what}`);
}
