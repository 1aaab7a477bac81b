import { z } from "zod";
import * as stock from "../stock.ts";
import { id, route } from "./define-route.ts";

/** Stock items and their orders. */
export const stockRoutes = {
  listStockItems: route("GET", "/api/stock-items", "viewer", {
    tag: "stock",
    summary: "Stock items with their newest orders",
    answer: z.object({ items: z.array(stock.stockItemSchema) }),
  }),
  putStockItem: route("PUT", "/api/stock-items/{id}", "operator", {
    tag: "stock",
    summary: "Create or change a stock item; the id is the SKU",
    params: id,
    body: stock.putStockItemSchema,
    answer: stock.stockItemSchema,
  }),
  closeStockOrder: route("POST", "/api/stock-items/{id}/close-order", "operator", {
    tag: "stock",
    summary: "Say that an order came or was cancelled: it no longer counts as coming",
    params: id,
    body: stock.closeStockOrderSchema,
    answer: stock.stockItemSchema,
  }),
};
