import {
  listRunDeliveries,
  listRunHistory,
  listRunMessages,
  listRunVisits,
  listRunWaits,
  listRuns,
  listSentInputs,
  readRunView,
} from "@throughline/db";
import type { RunFilter, RunViewRow } from "@throughline/db";
import { parseDocument, stepId } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { controlRun } from "@throughline/protocol";
import type { ControlRunAnswer } from "@throughline/protocol";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { rowCursor, toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";
import { soughtSubject } from "../http/subject.ts";
import { checkRepair } from "./check-repair.ts";
import { temporalUrl } from "./temporal-url.ts";
import { toRunSummary, toThinTrail, toTrail } from "./run-views.ts";

type RunRoutes =
  | "listRuns"
  | "flowRuns"
  | "getRun"
  | "runHistory"
  | "runMessages"
  | "resolveRun"
  | "cancelRun"
  | "pauseRun"
  | "resumeRun";

export const runHandlers: SomeHandlers<RunRoutes> = {
  listRuns: ({ query }, deps) => pageOfRuns(query, deps),
  flowRuns: ({ params, query }, deps) => pageOfRuns({ ...query, flow: params.key }, deps),

  async getRun({ params }, deps) {
    const row = await readRunView(deps.sql, params.id);
    if (row === null) throw noRun(params.id);
    const [{ trail, trailComplete }, sent, waits, deliveries] = await Promise.all([
      readTrail(row, deps),
      listSentInputs(deps.sql, row.id),
      listRunWaits(deps.sql, row.id),
      listRunDeliveries(deps.sql, row.id),
    ]);
    const document = parseDocument(row.document);
    if (!document.ok)
      throw new Error(`Cannot show run "${row.id}": the document of its version does not parse`);
    return {
      ...toRunSummary(row),
      planHash: row.planHash,
      reason: row.reason,
      entry: row.entry,
      document: document.document,
      trail: trail.map((entry) => {
        const what = sent.get(stepId(entry));
        return what === undefined ? entry : { ...entry, sent: what };
      }),
      trailComplete,
      waits,
      deliveries,
      temporalUrl: temporalUrl(row.id, deps.config.temporal),
    };
  },

  async runHistory({ params }, deps) {
    const [run, rows] = await Promise.all([
      deps.store.readRun({ run: params.id }),
      listRunHistory(deps.sql, params.id),
    ]);
    if (run === null) throw noRun(params.id);
    return { items: rows };
  },

  async runMessages({ params }, deps) {
    if ((await deps.store.readRun({ run: params.id })) === null) throw noRun(params.id);
    return { items: await listRunMessages(deps.sql, params.id) };
  },

  async resolveRun({ params, body, note }, deps) {
    const run = await readRunView(deps.sql, params.id);
    if (run === null) throw noRun(params.id);
    const { how } = body;
    checkRepair(run, body, deps.nodes);
    const isChanged = "config" in how && how.config !== undefined;
    note({ step: body.step, action: how.action, ...(isChanged ? { changedInput: true } : {}) });
    await deps.askRun.resolve(params.id, body.step, body.how as Parameters<typeof deps.askRun.resolve>[2]); // exactOptionalPropertyTypes: zod adds `| undefined`
  },

  async cancelRun({ params, who }, deps) {
    settle(
      params.id,
      await deps.store.transact(controlRun, { kind: "cancel", run: params.id, by: who.actor }),
    );
  },
  async pauseRun({ params, who }, deps) {
    settle(
      params.id,
      await deps.store.transact(controlRun, { kind: "pause", run: params.id, by: who.actor }),
    );
  },
  async resumeRun({ params, who }, deps) {
    settle(
      params.id,
      await deps.store.transact(controlRun, { kind: "resume", run: params.id, by: who.actor }),
    );
  },
};

async function pageOfRuns(filter: RunFilter, deps: Deps) {
  const { subject } = filter;
  const sought = subject === undefined ? {} : { subject: soughtSubject(subject) };
  const after = await rowCursor(filter.after, async (run) => (await deps.store.readRun({ run })) !== null);
  const rows = await listRuns(deps.sql, { ...filter, ...sought, after, limit: filter.limit + 1 });
  return toPage(rows.map(toRunSummary), filter.limit, (run) => run.id);
}

/** Open runs are asked, closed ones stored their trail; the projection stands in for a run that cannot answer. */
async function readTrail(row: RunViewRow, deps: Deps) {
  const isOpen = row.state === "open" || row.state === "starting";
  if (!isOpen && row.trail !== null) return { trail: toTrail(row.trail), trailComplete: true };
  const told: Json | null = isOpen ? await deps.askRun.trail(row.id) : null;
  if (told !== null) return { trail: toTrail(row.trail, told), trailComplete: true };
  return { trail: toThinTrail(await listRunVisits(deps.sql, row.id)), trailComplete: !isOpen };
}

function settle(run: string, answer: ControlRunAnswer): void {
  switch (answer.kind) {
    case "numbered":
    case "closed":
      return;
    case "not-open": {
      const how = answer.outcome === null ? "" : ` with outcome "${answer.outcome}"`;
      throw new ProblemError(409, `Cannot change run "${run}": it has ended${how}`);
    }
    case "not-found":
      throw noRun(run);
  }
}

function noRun(id: string): ProblemError {
  return new ProblemError(404, `Cannot find run "${id}": there is none with this id`);
}
