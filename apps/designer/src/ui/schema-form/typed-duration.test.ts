import { expect, it } from "vitest";
import type { TypedDuration } from "./typed-duration.ts";
import {
  durationProblem,
  durationWarning,
  shownDuration,
  storedDuration,
  unitWord,
} from "./typed-duration.ts";

const typed = (count: string, unit: TypedDuration["unit"] = "hours"): TypedDuration => ({ count, unit });

it("60 minutes stay 60 minutes, also when the flow is opened again", () => {
  expect(storedDuration(typed("60", "minutes"))).toBe("PT60M");
  expect(shownDuration("PT60M", typed(""))).toEqual(typed("60", "minutes"));
  expect(shownDuration("PT1440M", typed("1440", "minutes"))).toEqual(typed("1440", "minutes"));
});

it("a count that is emptied to type another one is not done, and keeps its unit", () => {
  expect(storedDuration(typed("", "minutes"))).toBe("");
  expect(shownDuration("", typed("", "minutes"))).toEqual(typed("", "minutes"));
  expect(durationProblem(typed(""))).toBeNull();
});

it("shows what undo brought back", () => {
  expect(shownDuration("PT3H", typed("1.5", "minutes"))).toEqual(typed("3"));
});

it("a part of an hour is kept as typed and refused in a sentence", () => {
  expect(shownDuration("", typed("1.5"))).toEqual(typed("1.5"));
  expect(storedDuration(typed("1.5"))).toBe("");
  expect(durationProblem(typed("1.5"))).toBe(
    "Write a whole number. For a part of it, choose a smaller unit.",
  );
  expect(durationProblem(typed("-2"))).toBe("Write a whole number, such as 3.");
  expect(durationProblem(typed("999999999", "weeks"))).toBe("That is longer than 100 years.");
});

it("0 is a duration with a warning, and one hour is no hours", () => {
  expect(storedDuration(typed("0"))).toBe("PT0H");
  expect(durationProblem(typed("0"))).toBeNull();
  expect(durationWarning(typed("0"))).toBe("0 hours is no time at all: it is over at once.");
  expect(durationWarning(typed("10"))).toBeNull();
  expect([unitWord("hours", "1"), unitWord("hours", "2"), unitWord("hours", "")]).toEqual([
    "hour",
    "hours",
    "hours",
  ]);
});
