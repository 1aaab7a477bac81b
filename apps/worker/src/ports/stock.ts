import {
  intendStockOrder,
  readStockItem,
  receiveStockOrders,
  setStockLevel,
  settleStockOrder,
} from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { StockPort } from "@throughline/nodes";
import type { StepContext } from "./step-context.ts";

/** Creates the port through which a step reads stock and orders more. */
export function createStockPort(sql: Sql, context: StepContext): StockPort {
  return {
    item: (sku) => readStockItem(sql, sku),
    setLevel: async (sku, level) => {
      await setStockLevel(sql, sku, level);
      return readStockItem(sql, sku);
    },
    endShortage: (sku) => receiveStockOrders(sql, sku),
    intendOrder: (key, order) => intendStockOrder(sql, key, { ...order, run: context.run }),
    settleOrder: (key, state, reference) => settleStockOrder(sql, key, state, reference),
  };
}
