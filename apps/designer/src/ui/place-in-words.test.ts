import { expect, it } from "vitest";
import { placeInWords } from "./place-in-words.ts";

it.each([
  ["/level", "Level"],
  ["/reorderPoint", "Reorder point"],
  ["/headers/0/name", "Headers 1, name"],
  ["/0", "0"],
  ["/values/a~1b", "Values, a/b"],
  ["", ""],
])("%s is %s", (pointer, words) => {
  expect(placeInWords(pointer)).toBe(words);
});
