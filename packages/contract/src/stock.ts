import { QUANTITY_SAYS, parseQuantity } from "@throughline/flow";
import { z } from "zod";

/** A whole number of the unit, or a decimal as text. */
const quantity = z.union([z.number(), z.string()]);
/** Levels may be negative: what was sold before it was delivered is shown, not hidden. */
const givenQuantity = z
  .union([z.number(), z.string().max(40)])
  .refine((value) => parseQuantity(value) !== null, QUANTITY_SAYS);
const orderedQuantity = givenQuantity.refine(
  (value) => (parseQuantity(value) ?? 1n) > 0n,
  "an order is for more than nothing",
);
export const stockItemSchema = z.object({
  sku: z.string(),
  name: z.string(),
  level: quantity,
  reorderPoint: quantity,
  reorderQuantity: quantity,
  /** What was ordered and has not come. */
  onOrder: quantity,
  supplier: z.string().nullable(),
  updatedAt: z.string(),
  orders: z.array(
    z.object({
      order: z.string(),
      quantity,
      /** `intended` and `placed` count as coming. */
      state: z.enum(["intended", "placed", "refused", "received", "cancelled"]),
      reference: z.string().nullable(),
      run: z.string(),
      createdAt: z.string(),
    }),
  ),
});
export const putStockItemSchema = z.strictObject({
  name: z.string().min(1).max(120),
  level: givenQuantity,
  reorderPoint: givenQuantity,
  reorderQuantity: orderedQuantity,
  supplier: z.string().max(500).nullable().optional(),
});
export const closeStockOrderSchema = z.strictObject({
  order: z.string().min(1).max(500),
  as: z.enum(["received", "cancelled"]),
});
