import { QUANTITY_SAYS, isJsonObject, parseQuantity, quantityJson, quantityText } from "@throughline/flow";
import type { Json, Quantity } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { durationToMs } from "../duration.ts";
import { field } from "../field.ts";
import { webAddress } from "../fits.ts";
import { throwForStatus } from "../http-outcome.ts";
import { StepError } from "../ports.ts";
import type { HttpResponse, StockItem } from "../ports.ts";

/** A whole number, or a decimal as text. */
const amount = z.union([z.number(), z.string()]);

/** Orders more of an item from a supplier when its level is at or below the reorder point. */
export const reorderStock = defineNode({
  type: "reorder-stock",
  version: 1,
  title: "Reorder stock",
  description:
    "Orders an item from the supplier when its level is at or below the reorder point and not enough is on its way.",
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
      .quantity({
        title: "Level",
        description: "Empty: the level on record. Given: recorded first. May be below zero.",
        computed: true,
      })
      .optional(),
    reorderPoint: field
      .quantity({ title: "Reorder point", description: "Empty: the item's own.", computed: true })
      .optional(),
    quantity: field
      .quantity({ title: "Quantity", description: "Empty: the item's own.", computed: true })
      .optional(),
    supplierUrl: field.text({
      title: "Supplier's address",
      description: "Where the signed order is sent.",
      computed: true,
      rendered: "address",
      fits: webAddress,
      placeholder: "https://supplier.example.com/orders",
    }),
    secret: field.secret({
      title: "Signing secret",
      description: "Shared with the supplier; signs each order (Standard Webhooks).",
    }),
    replaces: field
      .text({
        title: "Instead of order",
        description: "An order that nobody confirmed: it no longer counts as coming.",
        computed: true,
        max: 500,
        mayBeEmpty: true,
        advanced: true,
        placeholder: "steps.order.order",
      })
      .optional(),
    countsFor: field
      .duration({
        title: "Counts as coming for",
        description: "An order that has not come after this long is no reason to order nothing.",
        advanced: true,
        placeholder: "P14D",
      })
      .default("P14D"),
  }),
  output: z.object({
    sku: z.string(),
    level: amount,
    reorderPoint: amount,
    quantity: amount,
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
  docs: "What was ordered and has not come counts: one shortage is ordered once, whoever reports it again, and a deeper one only as far as what is coming is not enough. An order counts until a level above the reorder point is recorded, somebody says that it came or was cancelled (Settings → Stock), another order is placed instead of it, or it is older than “Counts as coming for”. Quantities are whole numbers or decimals such as 2.5, which leave as text. One step places at most one order: it is written down before the supplier is called, and every try carries the same `Idempotency-Key`. A supplier that answers 409 to a repeated key has the order already.",
  run: async ({ config, effect, ports, signal }) => {
    // Decided once: a later try must not find the item restocked and forget an order, or send another quantity under the same key.
    const need = await effect("need", async () => {
      const level = config.level === undefined ? undefined : read(config.sku, "level", config.level);
      const item =
        level === undefined
          ? await ports.stock.item(config.sku)
          : await ports.stock.setLevel(config.sku, quantityText(level));
      const found = toNeed(config, item);
      if (level !== undefined && found.level > found.reorderPoint) await ports.stock.endShortage(config.sku);
      return shown(found);
    });
    const { level, reorderPoint, quantity } = texts(need);
    if ((parseQuantity(level) ?? 0n) > (parseQuantity(reorderPoint) ?? 0n))
      return { port: "enough", output: need };
    const placed = await effect("order", async (key) => {
      signal.throwIfAborted();
      const replaces = (config.replaces ?? "").trim();
      const before = await ports.stock.intendOrder(key, {
        sku: need.sku,
        quantity,
        level,
        reorderPoint,
        supplierUrl: config.supplierUrl,
        replaces: replaces === "" ? null : replaces,
        countsForMs: durationToMs(config.countsFor),
      });
      if (before.state === "covered") return { covered: true, reference: null };
      if (before.state !== "intended") return { order: key, reference: before.reference };
      const refuse = () => ports.stock.settleOrder(key, "refused", null);
      const asked = ports.http.request({
        method: "POST",
        url: config.supplierUrl,
        key,
        signWith: config.secret,
        body: { type: "stock.order", data: { order: key, sku: need.sku, quantity: need.quantity } },
        timeoutMs: 20_000,
      });
      // What surely reached nobody is not on its way.
      const response = await asked.catch(async (error: unknown) => {
        if (error instanceof StepError && !error.retryable) await refuse();
        throw error;
      });
      if (!isPlaced(response)) {
        if (response.status < 500) await refuse();
        throwForStatus("The supplier", response);
      }
      const reference = response.cut === null ? toReference(response.body) : null;
      await ports.stock.settleOrder(key, "placed", reference);
      return { order: key, reference };
    });
    if ("covered" in placed) return { port: "enough", output: need };
    return { port: "ordered", output: { ...need, ...placed } };
  },
});

interface Need {
  readonly sku: string;
  readonly level: Quantity;
  readonly reorderPoint: Quantity;
  readonly quantity: Quantity;
}

/** A need as it leaves the step. */
function shown({ sku, level, reorderPoint, quantity }: Need) {
  return {
    sku,
    level: quantityJson(level),
    reorderPoint: quantityJson(reorderPoint),
    quantity: quantityJson(quantity),
  };
}

function texts(need: ReturnType<typeof shown>) {
  return {
    level: String(need.level),
    reorderPoint: String(need.reorderPoint),
    quantity: String(need.quantity),
  };
}

/** One rule for what the data says and what the item says. */
function read(sku: string, what: string, value: unknown): Quantity {
  const quantity = parseQuantity(value);
  if (quantity === null)
    throw new StepError(
      "bad-quantity",
      `Cannot reorder "${sku}": its ${what} is ${JSON.stringify(value).slice(0, 60)}, ${QUANTITY_SAYS}`,
    );
  return quantity;
}

function toNeed(
  config: {
    readonly sku: string;
    readonly level?: number | string | undefined;
    readonly reorderPoint?: number | string | undefined;
    readonly quantity?: number | string | undefined;
  },
  item: StockItem | null,
): Need {
  const known = (what: string, value: number | string | undefined): Quantity => {
    if (value !== undefined) return read(config.sku, what, value);
    throw new StepError(
      "unknown-stock-item",
      `Cannot reorder "${config.sku}": no such item and no ${what} given, add the item or fill in the field`,
    );
  };
  const quantity = known("quantity", config.quantity ?? item?.reorderQuantity);
  if (quantity <= 0n)
    throw new StepError(
      "bad-quantity",
      `Cannot reorder "${config.sku}": its quantity is ${quantityText(quantity)}, an order is for more than nothing`,
    );
  return {
    sku: config.sku,
    level: known("level", config.level ?? item?.level),
    reorderPoint: known("reorder point", config.reorderPoint ?? item?.reorderPoint),
    quantity,
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
