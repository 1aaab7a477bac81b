import type { JsonObject } from "@throughline/flow";
import type { RunStore } from "@throughline/protocol";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";
import { nextInstantStep } from "./next-instant.ts";
import { createCloseRun } from "./close-run.ts";
import { createExpireTask } from "./expire-task.ts";
import { createExpireWait } from "./expire-wait.ts";
import { createOpenTask } from "./open-task.ts";
import { createOpenWait } from "./open-wait.ts";
import { createReadProfile } from "./read-profile.ts";
import { createStoreTrail } from "./store-trail.ts";

/** Renders a Liquid text that a person will read. */
type RenderText = (text: string, scope: JsonObject) => Promise<string>;

export interface ProtocolStepDeps {
  readonly store: RunStore;
  readonly renderText: RenderText;
  /** Told when a task's text could not be rendered and is shown as it was drawn. */
  readonly onRenderError: (where: { readonly run: string; readonly step: string }, error: unknown) => void;
}

/** The local activities with which a run keeps the protocol; each may be repeated and then answers the same. */
export function createProtocolSteps(deps: ProtocolStepDeps): ProtocolSteps {
  return {
    "open-wait": createOpenWait(deps),
    "expire-wait": createExpireWait(deps),
    "open-task": createOpenTask(deps),
    "expire-task": createExpireTask(deps),
    "next-instant": nextInstantStep,
    "read-profile": createReadProfile(deps),
    "store-trail": createStoreTrail(deps),
    "close-run": createCloseRun(deps),
  };
}
