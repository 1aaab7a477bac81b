import { expect, it } from "vitest";
import { checkHookForm, fromHookForm, toHookForm } from "./hook-form.ts";
import type { Hook } from "./hook-form.ts";

const shop: Hook = {
  key: "shop",
  name: "Shop orders",
  eventType: "hook.shop",
  state: "verified",
  url: "https://example.com/hooks/shop",
  updatedAt: "2026-01-01T00:00:00Z",
  scheme: {
    kind: "hmac",
    header: "X-Shop-Signature",
    algorithm: "sha512",
    encoding: "base64",
    timestampHeader: "X-Shop-Time",
    idHeader: "X-Shop-Delivery",
    subjectPointer: "/customer/id",
  },
};

it("editing a webhook keeps how its calls are read, and its secret unless a new one is given", () => {
  const form = toHookForm(shop);
  expect(form.secret).toBe("");
  expect(fromHookForm(form)).toEqual({ name: shop.name, scheme: shop.scheme });
  expect(fromHookForm({ ...form, secret: "0123456789abcdef" })).toMatchObject({ secret: "0123456789abcdef" });
});

it("a new webhook starts without the secret of the one before", () => {
  expect(toHookForm(null)).toMatchObject({ key: "", secret: "", algorithm: "sha256" });
});

it("a new webhook does not take the place of one that is there", () => {
  const form = { ...toHookForm(null), key: "shop", name: "Another" };
  expect(checkHookForm(form, ["shop"])).toEqual({
    key: "There is a webhook “shop” already. Edit that one.",
  });
  expect(checkHookForm(form, [])).toEqual({});
});

it("says what is wrong with a field in a sentence", () => {
  const form = { ...toHookForm(shop), secret: "short", idHeader: "X Delivery", subjectPointer: "customer" };
  expect(checkHookForm(form, [])).toEqual({
    secret: "A secret has 16 to 512 characters.",
    idHeader: "A header has letters, digits and hyphens only.",
    subjectPointer: "A pointer starts with /.",
  });
});
