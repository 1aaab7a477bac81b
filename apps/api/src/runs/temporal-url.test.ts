import { expect, it } from "vitest";
import { temporalUrl } from "./temporal-url.ts";

it("temporalUrl() leads to the run, and nowhere on our own host when the Temporal UI is not named", () => {
  expect(temporalUrl("cart.1", { uiUrl: "https://temporal.example", namespace: "shop/eu" })).toBe(
    "https://temporal.example/namespaces/shop%2Feu/workflows/cart.1",
  );
  expect(temporalUrl("cart.1", { uiUrl: null, namespace: "default" })).toBeNull();
});
