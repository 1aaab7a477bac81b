import type { LoadedNodes } from "@throughline/nodes";
import type { Store } from "@throughline/protocol";
import type { Intake } from "@throughline/intake";
import type { Readiness } from "@throughline/operations";
import type { Logger } from "pino";
import type { Sql } from "@throughline/db";
import type { Config } from "./config.ts";
import type { RateLimit } from "./http/rate-limit.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import type { LiveFeed } from "./operations/live-feed.ts";
import type { Metrics } from "./operations/metrics.ts";
import type { People } from "./people/people.ts";
import type { MailDesk } from "./previews/mail-desk.ts";
import type { AskRun } from "./runs/ask-run.ts";

/** How often callers may ask. */
interface Limits {
  /** Requests to `/api`, by key or person; of strangers by address. */
  readonly api: RateLimit;
  /** Requests to the event doors, by write key or webhook. */
  readonly events: RateLimit;
}

/** Everything a handler may use. */
export interface Deps {
  readonly config: Config;
  readonly sql: Sql;
  readonly store: Store;
  readonly nodes: LoadedNodes;
  /** The one way in for events. */
  readonly intake: Intake;
  readonly keys: KeyRing;
  readonly people: People;
  readonly askRun: AskRun;
  readonly live: LiveFeed;
  /** Where mails are written that people look at before anything runs. */
  readonly mailDesk: MailDesk;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly readiness: Readiness;
  readonly limits: Limits;
}
