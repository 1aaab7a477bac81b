import { closeStockOrder, listStockItems, putStockItem } from "@throughline/db";
import { parseQuantity, quantityText } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";

export const stockHandlers: SomeHandlers<"listStockItems" | "putStockItem" | "closeStockOrder"> = {
  listStockItems: async (_call, deps) => ({ items: await listStockItems(deps.sql) }),

  async putStockItem({ params, body, note }, deps) {
    const { name, level, reorderPoint, reorderQuantity, supplier = null } = body;
    const amounts = {
      level: text(level),
      reorderPoint: text(reorderPoint),
      reorderQuantity: text(reorderQuantity),
    };
    await putStockItem(deps.sql, { sku: params.id, name, supplier, ...amounts });
    note(amounts);
    return readItem(deps, params.id);
  },

  async closeStockOrder({ params, body, note }, deps) {
    if (!(await closeStockOrder(deps.sql, params.id, body.order, body.as)))
      throw new ProblemError(
        404,
        `Cannot close order "${body.order}" of "${params.id}": there is no such order that has not come`,
      );
    note(body);
    return readItem(deps, params.id);
  },
};

/** The contract has checked that it is one. */
function text(quantity: number | string): string {
  return quantityText(parseQuantity(quantity) ?? 0n);
}

async function readItem(deps: Deps, sku: string) {
  const [item] = await listStockItems(deps.sql, sku);
  if (item === undefined)
    throw new ProblemError(404, `Cannot find stock item "${sku}": there is none with this number`);
  return item;
}
