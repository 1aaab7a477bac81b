import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSealingKeys, sealSecret, unsealSecret } from "./seal.ts";

const keys = parseSealingKeys("11".repeat(32));
const place = { name: "supplier-key", version: 1 };

describe("sealSecret()", () => {
  it("gives back any text, and never shows it in what is stored", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 9 }), (value) => {
        const sealed = sealSecret(keys, place, value);
        expect(unsealSecret(keys, place, sealed)).toBe(value);
        expect(JSON.stringify(sealed)).not.toContain(value);
      }),
    );
  });

  it("refuses a sealed value that was moved to another row, or changed", () => {
    const sealed = sealSecret(keys, place, "whsec_abc");
    expect(() => unsealSecret(keys, { ...place, name: "other" }, sealed)).toThrow(/another row/);
    expect(() => unsealSecret(keys, place, { ...sealed, ct: 7 })).toThrow(/another row/);
    expect(() => unsealSecret(keys, { ...place, version: 2 }, sealed)).toThrow(/another row/);
    expect(() =>
      unsealSecret(keys, place, { ...sealed, ct: Buffer.from("other").toString("base64") }),
    ).toThrow(/was changed/);
  });

  it("opens what an older key of the list sealed, and names a key that is missing", () => {
    const sealed = sealSecret(keys, place, "old");
    const rotated = parseSealingKeys(`${"22".repeat(32)},${"11".repeat(32)}`);
    expect(unsealSecret(rotated, place, sealed)).toBe("old");
    expect(() => unsealSecret(parseSealingKeys("22".repeat(32)), place, sealed)).toThrow(/does not list/);
  });

  it("refuses a key that is not 64 hexadecimal digits without showing it", () => {
    expect(() => parseSealingKeys("short-secret")).toThrow(/^(?!.*short-secret).*64 hexadecimal/s);
  });
});
