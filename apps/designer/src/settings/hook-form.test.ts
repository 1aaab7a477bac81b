import { expect, it } from "vitest";
import type { SchemeKind } from "@throughline/contract";
import {
  checkHookForm,
  fromHookForm,
  hasWindow,
  repeatsSentence,
  schemeOf,
  toHookForm,
  withSender,
} from "./hook-form.ts";
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
  },
  mapping: { subject: "/customer/id", type: `"order." + headers["x-topic"]` },
  toleranceS: 60,
  repeatWindowS: 3600,
  previousUntil: null,
};

it("editing a webhook keeps how its calls are read, and its secret unless a new one is given", () => {
  const form = toHookForm(shop);
  expect(form.secret).toBe("");
  const { name, scheme, mapping, toleranceS, repeatWindowS } = shop;
  expect(fromHookForm(form)).toEqual({ name, scheme, mapping, toleranceS, repeatWindowS });
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
  const form = {
    ...toHookForm(shop),
    secret: "short",
    idHeader: "X Delivery",
    idPointer: "id",
    toleranceS: "1",
  };
  expect(checkHookForm(form, [])).toEqual({
    secret: "A secret has 16 to 512 characters.",
    idHeader: "A header has letters, digits and hyphens only.",
    idPointer: "A pointer starts with /.",
    toleranceS: "10 to 86400 seconds.",
  });
  expect(checkHookForm({ ...toHookForm(shop), signed: "{body}" }, []).signed).toContain(
    "a time header needs {time}",
  );
  const basic = { ...withSender(toHookForm(shop), "basic"), secret: "no colon in this text" };
  expect(checkHookForm(basic, [])).toEqual({ secret: "Write user, colon, password." });
});

it("another sender is stored without what only the one before needed", () => {
  const form = withSender(toHookForm(shop), "stripe");
  expect(fromHookForm(form)).toMatchObject({ scheme: { kind: "stripe" }, mapping: shop.mapping });
  expect(schemeOf(withSender(form, "bearer"))).toEqual({ kind: "bearer" });
});

it("says how a call that is sent again is known, and where only a window decides", () => {
  const sentence = (kind: SchemeKind) => repeatsSentence(withSender(toHookForm(null), kind));
  expect(sentence("stripe")).toContain("known by its id");
  expect(sentence("zendesk")).toContain("signed time");
  expect(sentence("github")).toContain("only within this time");
  const hmac = toHookForm(null);
  expect([hasWindow(hmac), hasWindow({ ...hmac, idHeader: "X-Id" })]).toEqual([true, true]);
  expect([hasWindow({ ...hmac, idPointer: "/id" }), hasWindow({ ...hmac, timestampHeader: "X-T" })]).toEqual([
    false,
    false,
  ]);
  expect(hasWindow({ ...hmac, idHeader: "X-Id", signed: "{id}.{body}" })).toBe(false);
});
