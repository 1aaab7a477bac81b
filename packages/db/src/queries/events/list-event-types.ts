import type { Json } from "@throughline/flow";
import type { Sql } from "postgres";
import { plainRow } from "../plain-row.ts";

export interface EventTypeRow {
  readonly type: string;
  /** Counted up to 10,000. */
  readonly count24h: number;
  readonly lastSeenAt: string | null;
  /** Data of the newest events. */
  readonly samples: readonly Json[];
}

/** Types of events seen. Steps from type to type through the index, so that the cost follows the types, not the events. */
export async function listEventTypes(sql: Sql): Promise<EventTypeRow[]> {
  const rows = await sql`
    with recursive types as (
      (select type from event order by type limit 1)
      union all
      select (select e.type from event e where e.type > t.type order by e.type limit 1) from types t where t.type is not null
    )
    select t.type,
           (select count(*)::int from (select 1 from event e where e.type = t.type and e.received_at > now() - interval '24 hours' limit 10000) c) as "count24h",
           (select e.received_at from event e where e.type = t.type order by e.seq desc limit 1) as "lastSeenAt",
           (select coalesce(jsonb_agg(n.data), '[]') from (select e.data from event e where e.type = t.type order by e.seq desc limit 20) n) as samples
    from types t where t.type is not null order by t.type limit 500`;
  return rows.map((row) => plainRow<EventTypeRow>(row));
}
