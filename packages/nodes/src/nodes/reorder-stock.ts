import { isJsonObject } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { field } from "../field.ts";
import { webAddress } from "../fits.ts";
import { throwForStatus } from "../http-outcome.ts";
import { StepError } from "../ports.ts";
import type { HttpResponse, StockItem } from "../ports.ts";

/** Orders more of an item from a supplier when its level is at or below the reorder point. */
export const reorderStock = defineNode({
  type: "reorder-stock",
  version: 1,
  title: "Reorder stock",
  description: "Orders an item from the supplier when its level is at or below the reorder point.",
  icon: "package-import",
  category: "stock",
  ports: ["ordered", "enough"],
  portTitles: { enough: "nothing to order" },
  retry: { attempts: 12, every: "PT2S", upTo: "PT15M" },
  config: z.object({
    sku: field.text({
      title: "Item",
      description: "The item's number.",
      computed: true,
      max: 200,
      widget: "stock-item",
      placeholder: "sku-1",
    }),
    level: field
      .number({
        title: "Level",
        description: "Empty: the level on record. Given: recorded first.",
        computed: true,
        min: 0,
      })
      .optional(),
    reorderPoint: field
      .number({ title: "Reorder point", description: "Empty: the item's own.", computed: true, min: 0 })
      .optional(),
    quantity: field
      .wholeNumber({ title: "Quantity", description: "Empty: the item's own.", computed: true, min: 1 })
      .optional(),
    supplierUrl: field.text({
      title: "Supplier's address",
      description: "Where the signed order is sent.",
      computed: true,
      fits: webAddress,
      placeholder: "https://supplier.example.com/orders",
    }),
    secret: field.secret({
      title: "Signing secret",
      description: "Shared with the supplier; signs each order (Standard Webhooks).",
    }),
  }),
  output: z.object({
    sku: z.string(),
    level: z.number(),
    reorderPoint: z.number(),
    quantity: z.number(),
    order: z.string().optional(),
    reference: z.string().nullable().optional(),
  }),
  sample: {
    config: {
      sku: { $cel: "trigger.data.sku" },
      level: { $cel: "trigger.data.level" },
      quantity: 50,
      supplierUrl: "https://supplier.example.com/orders",
      secret: { $secret: "supplier-key" },
    },
    output: {
      sku: "sku-1",
      level: 3,
      reorderPoint: 10,
      quantity: 50,
      order: "stock-reorder.abc/order.1/order",
      reference: "SUP-881",
    },
  },
  docs: "One step places at most one order: it is written down before the supplier is called, and every try carries the same `Idempotency-Key`. A supplier that answers 409 to a repeated key has the order already.",
  run: async ({ config, effect, ports, signal }) => {
    // Decided once: a later try must not find the item restocked and forget an order, or send another quantity under the same key.
    const need = await effect("need", async () => {
      const item =
        config.level === undefined
          ? await ports.stock.item(config.sku)
          : await ports.stock.setLevel(config.sku, config.level);
      return { ...toNeed(config, item) };
    });
    if (need.level > need.reorderPoint) return { port: "enough", output: need };
    const placed = await effect("order", async (key) => {
      signal.throwIfAborted();
      const order = { sku: need.sku, quantity: need.quantity, supplierUrl: config.supplierUrl };
      const before = await ports.stock.intendOrder(key, order);
      if (before.state === "placed") return { order: key, reference: before.reference };
      const response = await ports.http.request({
        method: "POST",
        url: config.supplierUrl,
        key,
        signWith: config.secret,
        body: { type: "stock.order", data: { order: key, sku: need.sku, quantity: need.quantity } },
        timeoutMs: 20_000,
      });
      if (!isPlaced(response)) {
        if (response.status >= 400 && response.status < 500)
          await ports.stock.settleOrder(key, "refused", null);
        throwForStatus("The supplier", response);
      }
      const reference = toReference(response.body);
      await ports.stock.settleOrder(key, "placed", reference);
      return { order: key, reference };
    });
    return { port: "ordered", output: { ...need, ...placed } };
  },
});

interface Need {
  readonly sku: string;
  readonly level: number;
  readonly reorderPoint: number;
  readonly quantity: number;
}

function toNeed(
  config: {
    readonly sku: string;
    readonly level?: number | undefined;
    readonly reorderPoint?: number | undefined;
    readonly quantity?: number | undefined;
  },
  item: StockItem | null,
): Need {
  const known = (what: string, value: number | undefined): number => {
    if (value !== undefined) return value;
    throw new StepError(
      "unknown-stock-item",
      `Cannot reorder "${config.sku}": no such item and no ${what} given, add the item or fill in the field`,
    );
  };
  return {
    sku: config.sku,
    level: known("level", config.level ?? item?.level),
    reorderPoint: known("reorder point", config.reorderPoint ?? item?.reorderPoint),
    quantity: known("quantity", config.quantity ?? item?.reorderQuantity),
  };
}

// 409 answers a key that the supplier has seen: the order of an earlier try is there.
function isPlaced(response: HttpResponse): boolean {
  return (response.status >= 200 && response.status < 300) || response.status === 409;
}

function toReference(body: Json): string | null {
  if (!isJsonObject(body)) return null;
  const reference = body["reference"] ?? body["id"];
  return typeof reference === "string" || typeof reference === "number"
    ? String(reference).slice(0, 200)
    : null;
}
