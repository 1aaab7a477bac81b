import fc from "fast-check";
import { expect, it } from "vitest";
import {
  DURATION_UNITS,
  durationInWords,
  durationSeconds,
  splitDuration,
  writeDuration,
} from "./duration.ts";

it("a duration that was picked is read back as the same length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(...DURATION_UNITS), (count, unit) => {
      const iso = writeDuration(count, unit);
      const parts = splitDuration(iso);
      expect(parts).not.toBeNull();
      if (parts !== null)
        expect(durationSeconds(writeDuration(parts.count, parts.unit))).toBe(durationSeconds(iso));
    }),
  );
});

it("says durations as people do and leaves other text alone", () => {
  expect(durationInWords("PT90M")).toBe("1 hour 30 minutes");
  expect(durationInWords("P1D")).toBe("1 day");
  expect(durationInWords("soon")).toBe("soon");
  expect(durationSeconds("P")).toBeNull();
  expect(durationSeconds("P1DT")).toBeNull();
});
