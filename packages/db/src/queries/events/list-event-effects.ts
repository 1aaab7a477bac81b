import type { Sql } from "postgres";

/** What one event did: the rows it left, by kind. */
export interface EventEffects {
  readonly starts: readonly {
    readonly run: string;
    readonly flow: string;
    readonly flowName: string;
    readonly version: number;
    readonly state: string;
    readonly reason: string | null;
    readonly triggerStep: string;
  }[];
  readonly wakes: readonly {
    readonly run: string;
    readonly flow: string;
    readonly flowName: string;
    readonly version: number;
    readonly wait: string | null;
    /** The wait's name on the drawing of the run's version. */
    readonly waitName: string | null;
    readonly settledAs: string | null;
    readonly state: string;
  }[];
  /** Without flow and version: a refusal of the event itself. */
  readonly refusals: readonly {
    readonly flow: string;
    readonly flowName: string;
    readonly version: number | null;
    readonly code: string;
    readonly detail: string;
    readonly run: string | null;
  }[];
  readonly deadLetters: readonly {
    readonly reason: string;
    readonly kind: string;
    readonly run: string | null;
  }[];
}

/** Runs started and woken by an event, refusals, and dead letters that were not retried: what a retry did speaks for itself. */
export async function listEventEffects(sql: Sql, seq: string): Promise<EventEffects> {
  const [starts, wakes, refusals, deadLetters] = await Promise.all([
    sql<EventEffects["starts"][number][]>`
      select r.id as run, r.flow, f.name as "flowName", r.version, r.state, r.reason, r.trigger_step as "triggerStep"
      from run r join flow f on f.key = r.flow where r.entry_seq = ${seq}::bigint order by r.flow`,
    sql<EventEffects["wakes"][number][]>`
      select d.run, r.flow, f.name as "flowName", r.version, d.wait, d.settled_as as "settledAs", d.state,
             (select s ->> 'name' from jsonb_array_elements(v.plan -> 'steps') s
              where s ->> 'id' = split_part(d.wait, '.', 1)) as "waitName"
      from delivery d join run r on r.id = d.run join flow f on f.key = r.flow
      join flow_version v on v.flow = r.flow and v.version = r.version
      where d.seq = ${seq}::bigint and d.kind <> 'start' order by r.flow, d.run, d.n`,
    sql<EventEffects["refusals"][number][]>`
      select x.flow, coalesce(f.name, '') as "flowName", nullif(x.version, 0) as version, x.code, x.detail, x.run
      from refusal x left join flow f on f.key = x.flow where x.seq = ${seq}::bigint order by x.flow`,
    sql<EventEffects["deadLetters"][number][]>`
      select reason, kind, run from dead_letter where seq = ${seq}::bigint and retried_at is null order by id`,
  ]);
  return { starts, wakes, refusals, deadLetters };
}
