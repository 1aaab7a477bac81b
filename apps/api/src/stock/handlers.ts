import { listStockItems, putStockItem } from "@throughline/db";
import type { SomeHandlers } from "../http/implement.ts";

export const stockHandlers: SomeHandlers<"listStockItems" | "putStockItem"> = {
  listStockItems: async (_call, deps) => ({ items: await listStockItems(deps.sql) }),

  async putStockItem({ params, body, note }, deps) {
    await putStockItem(deps.sql, { ...body, sku: params.id, supplier: body.supplier ?? null });
    note({ level: body.level, reorderPoint: body.reorderPoint, reorderQuantity: body.reorderQuantity });
    const [item] = await listStockItems(deps.sql, params.id);
    if (item === undefined) throw new Error(`Cannot read stock item "${params.id}" again: its row is gone`);
    return item;
  },
};
