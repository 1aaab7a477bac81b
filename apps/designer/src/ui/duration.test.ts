import { durationToMs } from "@throughline/flow";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  DURATION_UNITS,
  durationInWords,
  durationSeconds,
  splitDuration,
  writeDuration,
} from "./duration.ts";

it("a duration that was picked is read back with the same count and unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(...DURATION_UNITS), (count, unit) => {
      expect(splitDuration(writeDuration(count, unit))).toEqual({ count, unit });
    }),
  );
});

it("a duration of several units is read as a count of the largest that fits", () => {
  expect(splitDuration("PT1H30M")).toEqual({ count: 90, unit: "minutes" });
  expect(splitDuration("P1DT24H")).toEqual({ count: 2, unit: "days" });
  expect(splitDuration("soon")).toBeNull();
});

it("says durations as people do and leaves other text alone", () => {
  expect(durationInWords("PT90M")).toBe("1 hour 30 minutes");
  expect(durationInWords("P1D")).toBe("1 day");
  expect(durationInWords("soon")).toBe("soon");
  expect(durationSeconds("P")).toBeNull();
  expect(durationSeconds("P1DT")).toBeNull();
});

it("takes for a duration what the language takes for one, and nothing else", () => {
  const number = fc.integer({ min: 0, max: 99_999 });
  const part = (letter: string) =>
    fc.option(
      number.map((count) => `${count}${letter}`),
      { nil: "" },
    );
  const text = fc
    .tuple(part("W"), part("D"), fc.constantFrom("T", ""), part("H"), part("M"), part("S"))
    .map((parts) => `P${parts.join("")}`);
  fc.assert(
    fc.property(text, (iso) => {
      const ms = durationToMs(iso);
      expect(durationSeconds(iso)).toBe(ms === null ? null : ms / 1000);
      expect(splitDuration(iso) === null).toBe(ms === null);
    }),
  );
  // Weeks stand alone: published flows were never allowed to mix them.
  expect(durationSeconds("P1W2D")).toBeNull();
  expect(durationInWords("P1W2D")).toBe("P1W2D");
});
