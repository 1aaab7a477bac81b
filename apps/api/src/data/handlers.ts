// What journeys read and touch: subjects, stock, node types, and who gets no mail.
import {
  listRuns,
  listStockItems,
  listSuppressions,
  mergeProfile,
  putStockItem,
  readSubject,
  unsuppress,
} from "@throughline/db";
import type { JsonObject } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";
import { toRunSummary } from "../runs/run-views.ts";

type DataRoutes =
  | "getSubject"
  | "setProfile"
  | "listStockItems"
  | "putStockItem"
  | "listNodeTypes"
  | "listSuppressions"
  | "deleteSuppression";

export const dataHandlers: SomeHandlers<DataRoutes> = {
  getSubject: ({ params }, deps) => showSubject(params.id, deps),

  async setProfile({ params, body, note }, deps) {
    const isSaved = await mergeProfile(deps.sql, params.id, body.attributes as JsonObject); // z.json() is the same set of values
    if (!isSaved)
      throw new ProblemError(
        422,
        `Cannot change the profile of "${params.id}": it would be larger than 64 KB`,
      );
    note({ fields: Object.keys(body.attributes) });
    return showSubject(params.id, deps);
  },

  listStockItems: async (_call, deps) => ({ items: await listStockItems(deps.sql) }),

  async putStockItem({ params, body, note }, deps) {
    await putStockItem(deps.sql, { ...body, sku: params.id, supplier: body.supplier ?? null });
    note({ level: body.level, reorderPoint: body.reorderPoint, reorderQuantity: body.reorderQuantity });
    const [item] = await listStockItems(deps.sql, params.id);
    if (item === undefined) throw new Error(`Cannot read stock item "${params.id}" again: its row is gone`);
    return item;
  },

  listNodeTypes: async (_call, deps) => ({ items: deps.nodes.types as never }), // the same shape, with readonly parts

  async listSuppressions({ query }, deps) {
    const rows = await listSuppressions(deps.sql, { after: query.after, limit: query.limit + 1 });
    return toPage(rows, query.limit, (row) => row.address);
  },

  async deleteSuppression({ params }, deps) {
    if (!(await unsuppress(deps.sql, params.id))) {
      throw new ProblemError(404, `Cannot find "${params.id}" among the addresses that get no mail`);
    }
  },
};

async function showSubject(subject: string, deps: Deps) {
  const [found, runs] = await Promise.all([
    readSubject(deps.sql, subject),
    listRuns(deps.sql, { subject, limit: 50 }),
  ]);
  return {
    subject,
    profile: found.profile as never,
    updatedAt: found.updatedAt,
    runs: runs.map(toRunSummary),
  }; // as above
}
