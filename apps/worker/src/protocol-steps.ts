// The local activities with which a run keeps the protocol: a name and the transaction that it asks for. Each may be
// repeated and then answers the same.
import { nodeOf, nextInstant } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import {
  closeRun,
  expireTask,
  expireWait,
  openTask,
  openWait,
  readProfile,
  storeTrail,
} from "@throughline/protocol";
import type { TransactStore } from "@throughline/protocol";
import { toStoredTrail } from "./stored-trail.ts";
import type { ProtocolSteps } from "./workflow/protocol-calls.ts";

export interface ProtocolStepDeps {
  readonly store: TransactStore;
  /** Renders a Liquid text that a person will read. */
  readonly renderText: (text: string, scope: JsonObject) => Promise<string>;
  /** Told when a task's text could not be rendered and is shown as it was drawn. */
  readonly onRenderError: (where: { readonly run: string; readonly step: string }, error: unknown) => void;
}

/** Activity type → what it does. */
export function createProtocolSteps(deps: ProtocolStepDeps): ProtocolSteps {
  const { transact } = deps.store;
  return {
    "open-wait": (call) => transact(openWait, call),
    "expire-wait": (call) => transact(expireWait, call),
    "open-task": async ({ run, step, scope, title, body, ...content }) => {
      // A protocol step may not park: a text that cannot be rendered is better than a case that nobody sees.
      const render = (text: string): Promise<string> =>
        deps.renderText(text, scope).catch((error: unknown) => {
          deps.onRenderError({ run, step }, error);
          return text;
        });
      const [rendered, renderedBody] = [await render(title), await render(body)];
      return transact(openTask, {
        run,
        step,
        node: nodeOf(step),
        content: { ...content, title: rendered, body: renderedBody },
      });
    },
    "expire-task": (call) => transact(expireTask, call),
    // Computed once: the answer is in the history, so other zone data later changes nothing.
    "next-instant": ({ rule, now }) => Promise.resolve({ kind: "instant", instant: nextInstant(rule, now) }),
    "read-profile": (call) => transact(readProfile, call),
    "store-trail": ({ trail, ...call }) => transact(storeTrail, { ...call, trail: toStoredTrail(trail) }),
    "close-run": ({ trail, ...call }) => transact(closeRun, { ...call, trail: toStoredTrail(trail) }),
  };
}
