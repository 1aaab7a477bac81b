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
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(...DURATION_UNITS), (count, unit) => {
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
