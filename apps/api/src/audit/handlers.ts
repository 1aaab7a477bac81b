// Who changed what.
import { listAudit } from "@throughline/db";
import type { SomeHandlers } from "../http/implement.ts";
import { numberCursor, toPage } from "../http/page.ts";

export const auditHandlers: SomeHandlers<"listAudit"> = {
  async listAudit({ query }, deps) {
    const rows = await listAudit(deps.sql, { after: numberCursor(query.after), limit: query.limit + 1 });
    return toPage(rows, query.limit, (row) => row.id);
  },
};
