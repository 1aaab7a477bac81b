import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256Hex as inBrowser } from "./sha256-browser.ts";
import { sha256Hex } from "./sha256.ts";

it("a text has the same hash in a browser as in Node", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(inBrowser(text)).toBe(sha256Hex(text));
    }),
  );
});
