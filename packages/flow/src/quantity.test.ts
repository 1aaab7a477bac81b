import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isShortageCovered, parseQuantity, quantityJson, quantityText } from "./quantity.ts";

describe("parseQuantity()", () => {
  it.each([
    [5, 5],
    [-3, -3],
    ["-3", -3],
    [-0, 0],
    [2.5, "2.5"],
    ["2.50", "2.5"],
    [" 2.5 ", "2.5"],
    ["-0.000001", "-0.000001"],
    ["007", 7],
    [999_999_999_999, 999_999_999_999],
    ["999999999999.999999", "999999999999.999999"],
  ])("reads %j as %j", (value, json) => expect(quantityJson(parseQuantity(value) ?? 99n)).toBe(json));

  it.each([
    0.1 + 0.2,
    1e21,
    1e-7,
    Number.NaN,
    Infinity,
    "",
    "2,5",
    "1e3",
    "+5",
    ".5",
    "5.",
    "five",
    "0.1234567",
    "1234567890123",
    null,
    true,
    [5],
    {},
  ])("refuses %j", (value) => expect(parseQuantity(value)).toBeNull());

  it("gives back every decimal, and sums without error", () => {
    const millionths = fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n);
    fc.assert(
      fc.property(millionths, (quantity) => {
        expect(parseQuantity(quantityText(quantity))).toBe(quantity);
      }),
    );
    expect(quantityText((parseQuantity(0.1) ?? 0n) + (parseQuantity(0.2) ?? 0n))).toBe("0.3");
  });
});

describe("isShortageCovered()", () => {
  const covered = (level: bigint, open: readonly (readonly [bigint, bigint | null])[]) =>
    isShortageCovered(
      { level, reorderPoint: 10n },
      open.map(([quantity, at]) => ({ quantity, level: at })),
    );

  it.each([
    ["nothing is coming", 7n, [], false],
    ["enough is coming", 7n, [[50n, 7n]], true],
    ["enough is coming for a deeper shortage", 3n, [[50n, 7n]], true],
    ["the same shortage is reported again, however little was ordered", 3n, [[5n, 3n]], true],
    ["a deeper one is more than is coming", 2n, [[5n, 3n]], false],
    ["more was sold than is coming", -100n, [[50n, 7n]], false],
    [
      "two orders together are enough",
      -45n,
      [
        [50n, 7n],
        [50n, -44n],
      ],
      true,
    ],
    ["an order of unknown cause", 3n, [[1n, null]], true],
  ] as const)("%s", (_what, level, open, answer) => expect(covered(level, open)).toBe(answer));
});
