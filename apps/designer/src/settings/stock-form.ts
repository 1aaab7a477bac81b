// What is wrong with the dialog of a stock item, in sentences.

/** The fields as they are typed. */
export interface StockForm {
  readonly sku: string;
  readonly name: string;
  readonly supplier: string;
}

/** What is wrong with a form, by field; empty when it can be stored. */
export function checkStockForm({
  sku,
  name,
  supplier,
}: StockForm): Readonly<Partial<Record<keyof StockForm, string>>> {
  return {
    ...(sku.trim() === "" ? { sku: "An item has a number of its own." } : {}),
    ...(name.trim() === "" ? { name: "A name has 1 to 120 characters." } : {}),
    ...(supplier === "" || isWebAddress(supplier)
      ? {}
      : { supplier: "Write a web address that starts with https:// or http://." }),
  };
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
