import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

const trust = (TRUST_PROXY: string) =>
  readConfig({ DATABASE_URL: "postgres://x", THROUGHLINE_SECRET_KEY: "a".repeat(64), TRUST_PROXY })
    .trustProxy;

it.each([
  ["", false],
  ["1", 1],
  ["loopback, 10.0.0.0/8,fd00::/8", ["loopback", "10.0.0.0/8", "fd00::/8"]],
])("TRUST_PROXY=%j trusts %j", (text, expected) => expect(trust(text)).toEqual(expected));

it.each(["true", "10.0.0.0/33", "proxy.internal", "1,x"])("refuses TRUST_PROXY=%j and says why", (text) => {
  expect(() => trust(text)).toThrow(/TRUST_PROXY has ".+", which is neither a number of proxies/);
});
