// Quantities are whole numbers of a unit, or decimals as text; they are compared and summed as decimals, never as floats.

/** A quantity in millionths of its unit. */
export type Quantity = bigint;

const DECIMAL = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/;
const PLACES = 6;

/** What is taken for a quantity, as the end of a sentence. */
export const QUANTITY_SAYS =
  'write a number such as 5, -3 or 2.5 (or a text such as "2.5") with at most 12 digits, and at most 6 after the point';

/**
 * Reads a quantity from the data, a form or the database; null for what is none. A number counts as it is written: 2.5 is
 * two and a half, while 0.1 + 0.2 is seventeen digits and refused.
 */
export function parseQuantity(value: unknown): Quantity | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const match = DECIMAL.exec(String(value).trim());
  if (match === null) return null;
  const [, sign, whole = "", rest = ""] = match;
  const millionths = BigInt(whole + rest.padEnd(PLACES, "0"));
  return sign === "-" ? -millionths : millionths;
}

/** A quantity as decimal text, without zeros that say nothing. */
export function quantityText(quantity: Quantity): string {
  const digits = String(quantity < 0n ? -quantity : quantity).padStart(PLACES + 1, "0");
  const rest = digits.slice(-PLACES).replace(/0+$/, "");
  return `${quantity < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${rest === "" ? "" : `.${rest}`}`;
}

/** A quantity as JSON: a number where it is whole, text where it is not. */
export function quantityJson(quantity: Quantity): number | string {
  const text = quantityText(quantity);
  return text.includes(".") ? text : Number(text);
}

/** An order that was placed and has not come. */
export interface OpenOrder {
  readonly quantity: Quantity;
  /** The level that it was placed for; null where that is not known. */
  readonly level: Quantity | null;
}

/**
 * Whether a shortage needs no order of its own: what is coming lifts the level above the reorder point, or an order was
 * placed for a shortage as deep as this one.
 */
export function isShortageCovered(
  { level, reorderPoint }: { readonly level: Quantity; readonly reorderPoint: Quantity },
  open: readonly OpenOrder[],
): boolean {
  const coming = open.reduce((sum, { quantity }) => sum + quantity, 0n);
  return (
    (coming > 0n && level + coming > reorderPoint) ||
    open.some((order) => order.level === null || order.level <= level)
  );
}
