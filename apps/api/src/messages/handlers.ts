// Addresses that get no mail.
import { listSuppressions, unsuppress } from "@throughline/db";
import type { SomeHandlers } from "../http/implement.ts";
import { toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";

export const messageHandlers: SomeHandlers<"listSuppressions" | "deleteSuppression"> = {
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
