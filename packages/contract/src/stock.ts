import { z } from "zod";

const amount = z.number().min(0).max(1e12);
export const stockItemSchema = z.object({
  sku: z.string(),
  name: z.string(),
  level: z.number(),
  reorderPoint: z.number(),
  reorderQuantity: z.number(),
  supplier: z.string().nullable(),
  updatedAt: z.string(),
  orders: z.array(
    z.object({
      quantity: z.number(),
      state: z.enum(["intended", "placed", "refused"]),
      reference: z.string().nullable(),
      run: z.string(),
      createdAt: z.string(),
    }),
  ),
});
export const putStockItemSchema = z.strictObject({
  name: z.string().min(1).max(120),
  level: amount,
  reorderPoint: amount,
  reorderQuantity: amount,
  supplier: z.string().max(500).nullable().optional(),
});
