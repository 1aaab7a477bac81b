import type { Plan } from "@throughline/flow";
import type { Sql } from "../connect.ts";

const KEPT = 50;

/** Reads plans by flow and version; a version never changes, so the last ones used are kept. */
export function createPlanCache(sql: Sql): (flow: string, version: number) => Promise<Plan | null> {
  const kept = new Map<string, Plan>();
  return async (flow, version) => {
    const key = `${flow} ${version}`;
    const found = kept.get(key) ?? (await readPlan(sql, flow, version));
    if (found === null) return null;
    kept.delete(key);
    kept.set(key, found);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  };
}

async function readPlan(sql: Sql, flow: string, version: number): Promise<Plan | null> {
  const [row] = await sql<
    { plan: Plan }[]
  >`select plan from flow_version where flow = ${flow} and version = ${version}`;
  return row?.plan ?? null;
}
