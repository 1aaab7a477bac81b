import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

const env = {
  DATABASE_URL: "postgres://x",
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  PUBLIC_URL: "http://127.0.0.1:4400",
  THROUGHLINE_SECRET_KEY: "a".repeat(64),
};
const trust = (TRUST_PROXY: string) => readConfig({ ...env, TRUST_PROXY }).trustProxy;

it.each([
  ["", false],
  ["1", 1],
  ["loopback, 10.0.0.0/8,fd00::/8", ["loopback", "10.0.0.0/8", "fd00::/8"]],
])("TRUST_PROXY=%j trusts %j", (text, expected) => expect(trust(text)).toEqual(expected));

it.each(["true", "10.0.0.0/33", "proxy.internal", "1,x"])("refuses TRUST_PROXY=%j and says why", (text) => {
  expect(() => trust(text)).toThrow(/TRUST_PROXY: has ".+", which is neither a number of proxies/);
});

it("refuses a key that can be guessed, without showing it", () => {
  const read = () => readConfig({ ...env, THROUGHLINE_ADMIN_KEY: "hunter2" });
  expect(read).toThrow("Cannot start the API: THROUGHLINE_ADMIN_KEY: has fewer than 24 characters");
  expect(read).not.toThrow(/hunter2/);
});
