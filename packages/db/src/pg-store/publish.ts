import { publish as decidePublish } from "@throughline/protocol";
import type { Listener, PublishAnswer, PublishRequest, PublishWrites } from "@throughline/protocol";
import type { Transaction } from "../connect.ts";
import { texts, numbers } from "./columns.ts";
import { lockMatching } from "./locks.ts";
import type { StoreContext } from "./store-context.ts";
import { transact } from "./transact.ts";

/** Makes a compiled draft the live version. Nobody matches meanwhile, so every event has exactly one version. */
export async function publish({ sql, news }: StoreContext, request: PublishRequest): Promise<PublishAnswer> {
  const answer = await transact(sql, async (tx) => {
    await lockMatching(tx);
    const [flow] = await tx<
      { revision: number }[]
    >`select revision from flow where key = ${request.flow} for no key update`;
    const [last] = await tx<
      { version: number }[]
    >`select coalesce(max(version), 0) as version from flow_version where flow = ${request.flow}`;
    const [matcher] = await tx<
      { no: number; routing: number }[]
    >`select no, routing from matcher for no key update`;
    const listeners = await tx<Listener[]>`select type, key_expression as "keyExpression" from listener`;
    const decision = decidePublish(request, {
      revision: flow?.revision ?? null,
      lastVersion: last?.version ?? 0,
      listeners,
      lastNo: matcher?.no ?? 0,
      routing: matcher?.routing ?? 0,
    });
    if (decision.writes !== null) await writePublished(tx, request, decision.writes);
    return decision.answer;
  });
  news.tell("pending");
  return answer;
}

async function writePublished(
  tx: Transaction,
  request: PublishRequest,
  { version, routing, listeners }: PublishWrites,
): Promise<void> {
  const { flow, by } = request;
  await endLive(tx, flow, routing);
  await tx`
    insert into flow_version (flow, version, document, plan, plan_hash, published_by, routing_from)
    values (
      ${flow}, ${version}, ${JSON.stringify(request.document)}::text::jsonb, ${JSON.stringify(request.plan)}::text::jsonb,
      ${request.planHash}, ${by}, ${routing}
    )`;
  await tx`update flow set live_version = ${version}, updated_at = clock_timestamp(), updated_by = ${by} where key = ${flow}`;
  if (listeners.length === 0) return;
  await tx`
    insert into listener (type, key_expression, since_no)
    select * from unnest(
      ${texts(listeners, (one) => one.type)}::text[], ${texts(listeners, (one) => one.keyExpression)}::text[],
      ${numbers(listeners, (one) => one.sinceNo)}::bigint[]
    )
    on conflict (type, key_expression) do nothing`;
}

/** No new entries from now on; open runs go on. */
export function unpublish(
  { sql }: StoreContext,
  flow: string,
  by: string,
): Promise<{ readonly kind: "unpublished" } | { readonly kind: "not-live" }> {
  return transact(sql, async (tx) => {
    await lockMatching(tx);
    const ended = await tx`
      update flow set live_version = null, updated_at = clock_timestamp(), updated_by = ${by}
      where key = ${flow} and live_version is not null returning key`;
    if (ended.length === 0) return { kind: "not-live" };
    const [matcher] = await tx<{ routing: number }[]>`select routing from matcher for no key update`;
    await endLive(tx, flow, (matcher?.routing ?? 0) + 1);
    return { kind: "unpublished" };
  });
}

/** Ends the version that was live and raises the routing number, by which the matcher learns of the change. */
async function endLive(tx: Transaction, flow: string, routing: number): Promise<void> {
  await tx`update flow_version set routing_to = ${routing} where flow = ${flow} and routing_to is null`;
  await tx`update matcher set routing = ${routing}`;
}
