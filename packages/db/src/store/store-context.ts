import type { Plan } from "@throughline/flow";
import type { Sql } from "../connect.ts";
import type { MatchTimeouts } from "./divide-batch.ts";
import type { MatchSizes } from "./match-batch.ts";
import type { News } from "./news.ts";
import type { RoutingCache } from "./routing-cache.ts";

/** What every transaction of the store works with. */
export interface StoreContext {
  readonly sql: Sql;
  /** One connection of its own for the matcher, known by its pid in `matcher.pid`. */
  readonly matcher: Sql;
  readonly news: News;
  readonly matchTimeouts: MatchTimeouts;
  readonly matchSizes: MatchSizes;
  readonly routing: RoutingCache;
  readonly readPlan: (flow: string, version: number) => Promise<Plan | null>;
}
