import { expect, it } from "vitest";
import { checkStockForm } from "./stock-form.ts";

const good = { sku: "sku-1", name: "Beans", supplier: "https://supplier.example/orders" };

it("a stock item may be without a supplier, but not with one that is no web address", () => {
  expect(checkStockForm(good)).toEqual({});
  expect(checkStockForm({ ...good, supplier: "" })).toEqual({});
  expect(checkStockForm({ sku: " ", name: "", supplier: "not a url" })).toEqual({
    sku: "An item has a number of its own.",
    name: "A name has 1 to 120 characters.",
    supplier: "Write a web address that starts with https:// or http://.",
  });
});
