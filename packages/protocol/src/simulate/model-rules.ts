// The decisions and guards the model store runs on. Tests replace one to see that the simulation notices.
import { beginEffect } from "../decide/begin-effect.ts";
import { closeRun } from "../decide/close-run.ts";
import { controlRun } from "../decide/control-run.ts";
import { decideTask } from "../decide/decide-task.ts";
import { escalateTask } from "../decide/escalate-task.ts";
import { expireTask } from "../decide/expire-task.ts";
import { expireWait } from "../decide/expire-wait.ts";
import { loseRun } from "../decide/lose-run.ts";
import { match } from "../decide/match.ts";
import { openTask } from "../decide/open-task.ts";
import { openWait } from "../decide/open-wait.ts";
import { tellRuns } from "../decide/pause-flow.ts";
import { publish } from "../decide/publish.ts";
import { refuseDelivery } from "../decide/refuse-delivery.ts";
import { refuseStart } from "../decide/refuse-start.ts";
import { retryDelivery } from "../decide/retry-delivery.ts";
import { retryStart } from "../decide/retry-start.ts";

/** What the model store asks and how strictly it guards. */
export interface ModelRules {
  readonly match: typeof match;
  readonly openWait: typeof openWait;
  readonly expireWait: typeof expireWait;
  readonly openTask: typeof openTask;
  readonly escalateTask: typeof escalateTask;
  readonly expireTask: typeof expireTask;
  readonly closeRun: typeof closeRun;
  readonly loseRun: typeof loseRun;
  readonly refuseStart: typeof refuseStart;
  readonly refuseDelivery: typeof refuseDelivery;
  readonly retryStart: typeof retryStart;
  readonly retryDelivery: typeof retryDelivery;
  readonly decideTask: typeof decideTask;
  readonly controlRun: typeof controlRun;
  readonly beginEffect: typeof beginEffect;
  readonly publish: typeof publish;
  readonly tellRuns: typeof tellRuns;
  /** Who takes over the lease ends the transaction of the one before. */
  readonly endsOldMatcher: boolean;
  /** `open-wait` and `expire-wait` keep out of a match that is going on. */
  readonly sharesMatchLock: boolean;
  /** Nobody matches while something is published. */
  readonly publishesAlone: boolean;
  /** A repeat of (source, id) is one event. */
  readonly keepsIdentity: boolean;
}

/** The rules as they are. */
export const MODEL_RULES: ModelRules = {
  match,
  openWait,
  expireWait,
  openTask,
  escalateTask,
  expireTask,
  closeRun,
  loseRun,
  refuseStart,
  refuseDelivery,
  retryStart,
  retryDelivery,
  decideTask,
  controlRun,
  beginEffect,
  publish,
  tellRuns,
  endsOldMatcher: true,
  sharesMatchLock: true,
  publishesAlone: true,
  keepsIdentity: true,
};
