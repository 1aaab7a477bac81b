import { expect, it } from "vitest";
import { withPolicy } from "./mail-frame.tsx";

it.each([
  [
    "<!doctype html><html lang=en><head><title>x</title></head><body>",
    /^<!doctype html><html lang=en><head><meta /,
  ],
  ["<!doctype html><html><body>x", /^<!doctype html><html><head><meta [^>]+><\/head><body>x/],
  ["<p>x <head></p>", /^<head><meta [^>]+><\/head><p>/],
  ["", /^<head><meta /],
])("the policy of %j stands before anything else", (html, shape) => {
  expect(withPolicy(html)).toMatch(shape);
  expect(withPolicy(html)).toContain("default-src 'none'");
});
