import { canonicalJson } from "@throughline/flow";
import type { JsonObject, PlanTrigger } from "@throughline/flow";
import { and, desc, eq, gt, inArray, isNotNull, isNull, lte, max, or, sql } from "drizzle-orm";
import type { Sql, Transaction } from "../connect.ts";
import { drizzleOn } from "../drizzle-on.ts";
import { clock } from "../schema/columns.ts";
import { flow, flowVersion, run } from "../schema/index.ts";

export type FlowSummaryRow = Awaited<ReturnType<typeof listFlows>>[number];

/** Flows that are not archived (or those that are), last changed first; or the one with this key. */
export async function listFlows(pool: Sql, key?: string, isArchived = false) {
  const db = drizzleOn(pool);
  const isOpen = inArray(run.state, ["queued", "starting", "open"]).inlineParams();
  return db
    .select({
      key: flow.key,
      name: flow.name,
      revision: flow.revision,
      liveVersion: flow.liveVersion,
      /** The draft is not what is live. */
      changed: sql<boolean>`(${flowVersion.document} is null or ${flowVersion.document} is distinct from ${flow.draft})`,
      pausedAt: flow.pausedAt,
      updatedAt: flow.updatedAt,
      updatedBy: flow.updatedBy,
      openRuns: db.$count(run, and(eq(run.flow, flow.key), isOpen)),
      runs24h: db.$count(
        run,
        and(eq(run.flow, flow.key), gt(run.startedAt, sql`now() - interval '24 hours'`)),
      ),
    })
    .from(flow)
    .leftJoin(flowVersion, and(eq(flowVersion.flow, flow.key), eq(flowVersion.version, flow.liveVersion)))
    .where(
      and(
        isArchived ? isNotNull(flow.archivedAt) : isNull(flow.archivedAt),
        key === undefined ? undefined : eq(flow.key, key),
      ),
    )
    .orderBy(desc(flow.updatedAt), flow.key);
}

/** False when the key is taken. One that was archived is taken over: its runs and versions stay, the next version goes on from them. */
export async function createFlow(
  pool: Sql,
  {
    by,
    ...values
  }: { readonly key: string; readonly name: string; readonly draft: JsonObject; readonly by: string },
): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .insert(flow)
    .values({ ...values, updatedBy: by })
    .onConflictDoUpdate({
      target: flow.key,
      set: {
        name: values.name,
        draft: values.draft,
        revision: sql`${flow.revision} + 1`,
        archivedAt: null,
        updatedAt: sql`clock_timestamp()`,
        updatedBy: by,
      },
      setWhere: isNotNull(flow.archivedAt),
    })
    .returning({ key: flow.key });
  return rows.length === 1;
}

/** A flow's draft and its revision; null when there is no such flow or it is archived. */
export async function readDraft(pool: Sql, key: string) {
  const db = drizzleOn(pool);
  const lastVersion = db
    .select({ last: max(flowVersion.version) })
    .from(flowVersion)
    .where(eq(flowVersion.flow, flow.key));
  const [row] = await db
    .select({
      draft: flow.draft,
      revision: flow.revision,
      liveVersion: flow.liveVersion,
      /** 0: it was never published. */
      lastVersion: sql<number>`coalesce(${lastVersion}, 0)`,
    })
    .from(flow)
    .where(and(eq(flow.key, key), isNull(flow.archivedAt)));
  return row ?? null;
}

export type SavedDraft =
  | { readonly kind: "saved"; readonly revision: number; readonly savedAt: string }
  /** Somebody saved another draft since. */
  | { readonly kind: "conflict"; readonly revision: number; readonly by: string }
  | { readonly kind: "not-found" };

/** Saves a draft only over the revision it was made on. */
export async function saveDraft(
  pool: Sql,
  change: {
    readonly key: string;
    readonly name: string;
    readonly draft: JsonObject;
    readonly revision: number;
    readonly by: string;
  },
): Promise<SavedDraft> {
  const db = drizzleOn(pool);
  const isIt = and(eq(flow.key, change.key), isNull(flow.archivedAt));
  const [saved] = await db
    .update(flow)
    .set({
      draft: change.draft,
      name: change.name,
      revision: sql`${flow.revision} + 1`,
      updatedAt: sql`clock_timestamp()`,
      updatedBy: change.by,
    })
    .where(and(isIt, eq(flow.revision, change.revision)))
    .returning({ revision: flow.revision, savedAt: flow.updatedAt });
  if (saved !== undefined) return { kind: "saved", ...saved };
  const [now] = await db.select({ revision: flow.revision, by: flow.updatedBy }).from(flow).where(isIt);
  return now === undefined ? { kind: "not-found" } : { kind: "conflict", ...now };
}

export interface PutDraft {
  readonly key: string;
  readonly name: string;
  readonly draft: JsonObject;
  readonly by: string;
  /** Whether it may be done where this revision is; null: where no flow is, or one that was archived. */
  readonly mayOver: (revision: number | null) => boolean;
}

/** `as-it-was`: the draft was this one already, so its revision stays. */
export type PutAnswer =
  | { readonly kind: "created" | "changed" | "as-it-was"; readonly revision: number }
  | { readonly kind: "unexpected"; readonly revision: number | null };

/** Makes a flow, or lays a draft over its own. One that was archived counts as none, and is taken over. */
export async function putDraft(pool: Sql, change: PutDraft): Promise<PutAnswer> {
  // Again when somebody made the flow between the look and the write.
  for (;;) {
    const answer = await pool.begin((tx) => tryPut(tx, change));
    if (answer !== null) return answer;
  }
}

async function tryPut(
  tx: Transaction,
  { key, name, draft, by, mayOver }: PutDraft,
): Promise<PutAnswer | null> {
  const db = drizzleOn(tx);
  const [row] = await db
    .select({ revision: flow.revision, archivedAt: flow.archivedAt, draft: flow.draft, name: flow.name })
    .from(flow)
    .where(eq(flow.key, key))
    .for("update");
  const there = row?.archivedAt === null ? row : null;
  if (!mayOver(there?.revision ?? null)) return { kind: "unexpected", revision: there?.revision ?? null };
  if (there !== null && there.name === name && canonicalJson(there.draft) === canonicalJson(draft))
    return { kind: "as-it-was", revision: there.revision };
  const said = { name, draft, updatedBy: by };
  const again = { ...said, revision: sql`${flow.revision} + 1`, archivedAt: null, updatedAt: clock };
  const [put] =
    row === undefined
      ? await db
          .insert(flow)
          .values({ key, ...said })
          .onConflictDoNothing()
          .returning({ revision: flow.revision })
      : await db.update(flow).set(again).where(eq(flow.key, key)).returning({ revision: flow.revision });
  if (put === undefined) return null;
  return { kind: there === null ? "created" : "changed", revision: put.revision };
}

/** Hides a flow that takes no entries; its versions and runs stay. */
export async function archiveFlow(pool: Sql, key: string): Promise<"archived" | "live" | "not-found"> {
  const db = drizzleOn(pool);
  const isIt = and(eq(flow.key, key), isNull(flow.archivedAt));
  const done = db.$with("done").as(
    db
      .update(flow)
      .set({ archivedAt: sql`clock_timestamp()` })
      .where(and(isIt, isNull(flow.liveVersion)))
      .returning({ key: flow.key }),
  );
  // One statement, so that what is answered is what was there when it was archived.
  const [row] = await db.with(done).select({ liveVersion: flow.liveVersion }).from(flow).where(isIt);
  if (row === undefined) return "not-found";
  return row.liveVersion === null ? "archived" : "live";
}

/** False when no flow with this key is archived. */
export async function restoreFlow(pool: Sql, key: string): Promise<boolean> {
  const rows = await drizzleOn(pool)
    .update(flow)
    .set({ archivedAt: null })
    .where(and(eq(flow.key, key), isNotNull(flow.archivedAt)))
    .returning({ key: flow.key });
  return rows.length === 1;
}

const versionColumns = {
  version: flowVersion.version,
  planHash: flowVersion.planHash,
  publishedAt: flowVersion.publishedAt,
  publishedBy: flowVersion.publishedBy,
  live: sql<boolean>`coalesce(${flow.liveVersion} = ${flowVersion.version}, false)`,
};

/** Versions of a flow, newest first. */
export async function listVersions(pool: Sql, key: string) {
  return drizzleOn(pool)
    .select(versionColumns)
    .from(flowVersion)
    .innerJoin(flow, eq(flow.key, flowVersion.flow))
    .where(eq(flowVersion.flow, key))
    .orderBy(desc(flowVersion.version));
}

/** One version with its document, or null. */
export async function readVersion(pool: Sql, key: string, version: number) {
  const [row] = await drizzleOn(pool)
    .select({ ...versionColumns, document: flowVersion.document })
    .from(flowVersion)
    .innerJoin(flow, eq(flow.key, flowVersion.flow))
    .where(and(eq(flowVersion.flow, key), eq(flowVersion.version, version)));
  return row ?? null;
}

export type PlanRow = Awaited<ReturnType<typeof listPlansAt>>[number];

/** The plans that were live under a routing number: what an event was matched against. */
export async function listPlansAt(pool: Sql, routing: number) {
  const { routingFrom, routingTo } = flowVersion;
  return drizzleOn(pool)
    .select({
      flow: flowVersion.flow,
      flowName: flow.name,
      version: flowVersion.version,
      plan: flowVersion.plan,
    })
    .from(flowVersion)
    .innerJoin(flow, eq(flow.key, flowVersion.flow))
    .where(and(lte(routingFrom, routing), or(isNull(routingTo), gt(routingTo, routing))))
    .orderBy(flowVersion.flow);
}

/** True when the flow's live version has a trigger of this kind. */
export async function hasLiveTrigger(pool: Sql, key: string, kind: PlanTrigger["kind"]): Promise<boolean> {
  const isStarted = sql`exists (select 1 from jsonb_array_elements(${flowVersion.plan} -> 'triggers') as t
    where t ->> 'kind' = ${kind})`;
  const rows = await drizzleOn(pool)
    .select({ key: flow.key })
    .from(flow)
    .innerJoin(flowVersion, and(eq(flowVersion.flow, flow.key), eq(flowVersion.version, flow.liveVersion)))
    .where(and(eq(flow.key, key), isStarted));
  return rows.length > 0;
}
