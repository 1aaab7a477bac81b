// The local activities with which a run keeps the protocol: a name and the transaction that it asks for. Each may be
// repeated and then answers the same.
import { nodeOf, readZone } from "@throughline/flow";
import type { Json, JsonObject } from "@throughline/flow";
import {
  closeRun,
  expireTask,
  expireWait,
  openTask,
  openWait,
  readProfile,
  storeTrail,
} from "@throughline/protocol";
import { MISSING_VALUE } from "@throughline/mail";
import { StepError } from "@throughline/nodes";
import type { TransactStore } from "@throughline/protocol";
import { shortened } from "./ports/sent-notes.ts";
import { toStoredTrail } from "./stored-trail.ts";
import type { ProtocolSteps } from "./workflow/protocol-calls.ts";

export interface ProtocolStepDeps {
  readonly store: TransactStore;
  /** Renders a Liquid text that a person will read. */
  readonly renderText: (text: string, scope: JsonObject) => Promise<string>;
  /** Keeps what a step sent, for its run's page; never fails. */
  readonly keepSent: (row: {
    readonly run: string;
    readonly step: string;
    readonly what: Json;
  }) => Promise<void>;
  /** Told when a task's text could not be rendered and is shown as it was drawn. */
  readonly onRenderError: (where: { readonly run: string; readonly step: string }, error: unknown) => void;
}

/** Activity type → what it does. */
export function createProtocolSteps(deps: ProtocolStepDeps): ProtocolSteps {
  const { transact } = deps.store;
  return {
    "open-wait": (call) => transact(openWait, call),
    "expire-wait": (call) => transact(expireWait, call),
    "open-task": async ({ run, step, scope, ...content }) => {
      // A text that cannot be rendered is better than a case that nobody sees; one that lacks a value parks its step.
      const render = (text: string): Promise<string> =>
        deps.renderText(text, scope).catch((error: unknown) => {
          if (error instanceof StepError && error.code === MISSING_VALUE) throw error;
          deps.onRenderError({ run, step }, error);
          return text;
        });
      try {
        const title = await render(content.title);
        const body = await render(content.body);
        const queue = toQueue(await render(content.queue));
        const opened = await transact(openTask, {
          run,
          step,
          node: nodeOf(step),
          content: { ...content, title, body, queue },
        });
        const { form, decisions } = content;
        const due = content.dueAt === null ? null : new Date(content.dueAt).toISOString();
        await deps.keepSent({
          run,
          step,
          what: shortened({ queue, title, body, form, decisions, due } as unknown as Json),
        });
        return opened;
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        return { kind: "refused", code: error.code, message: error.message };
      }
    },
    "expire-task": (call) => transact(expireTask, call),
    // Read once: the answer is in the history, so other rules of the zone later change nothing.
    "read-zone": ({ zone, span }) => Promise.resolve({ kind: "zone", clocks: readZone(zone, span) }),
    "read-profile": (call) => transact(readProfile, call),
    "store-trail": ({ trail, ...call }) => transact(storeTrail, { ...call, trail: toStoredTrail(trail) }),
    "close-run": ({ trail, ...call }) => transact(closeRun, { ...call, trail: toStoredTrail(trail) }),
  };
}

const LONGEST_QUEUE = 63;

/** The queue that was written, or computed by its text. */
function toQueue(text: string): string {
  const queue = text.trim();
  if (queue !== "" && queue.length <= LONGEST_QUEUE) return queue;
  throw new StepError(
    "config-invalid",
    `The queue came out as "${queue.slice(0, LONGEST_QUEUE)}", it must have 1 to ${LONGEST_QUEUE} characters`,
  );
}
