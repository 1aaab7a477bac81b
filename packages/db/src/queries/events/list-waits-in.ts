import type { JsonObject } from "@throughline/flow";
import type { Sql } from "postgres";

/** A wait of a run that is under way, with what it is called on the drawing. */
export interface WaitingRow {
  readonly run: string;
  readonly flow: string;
  readonly flowName: string;
  readonly version: number;
  readonly node: string;
  readonly name: string;
  /** Hex. */
  readonly topic: string;
  readonly filter: string | null;
  readonly bindings: JsonObject;
  readonly fromNo: number;
}

/** The key expressions by which any run waits for events of a type, whatever the version. */
export async function listKeyExpressions(sql: Sql, type: string): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key_expression as key from listener where type = ${type} order by key_expression`;
  return rows.map(({ key }) => key);
}

/** Waits that stand in these topics (hex) now, oldest runs first; a wait goes with its run, so ended ones are not told. */
export async function listWaitsIn(sql: Sql, topics: readonly string[], limit = 50): Promise<WaitingRow[]> {
  if (topics.length === 0) return [];
  const rows = await sql<WaitingRow[]>`
    select w.run, r.flow, f.name as "flowName", r.version, split_part(w.step, '.', 1) as node,
           coalesce((select s ->> 'name' from jsonb_array_elements(v.plan -> 'steps') s
                     where s ->> 'id' = split_part(w.step, '.', 1)), split_part(w.step, '.', 1)) as name,
           encode(w.topic, 'hex') as topic, w.filter, w.bindings, w.from_no::float8 as "fromNo"
    from wait w join run r on r.id = w.run join flow f on f.key = r.flow
    join flow_version v on v.flow = r.flow and v.version = r.version
    where w.topic = any(array(select decode(h, 'hex') from unnest(${[...topics]}::text[]) as h))
      and w.state in ('open', 'expiring')
    order by r.started_at, w.run, w.step, w.i limit ${limit}`;
  return [...rows];
}
