import { expect, it } from "vitest";
import { isInRange } from "./version-range.ts";

it.each([
  ["0.1.0", "^0.1.0", true],
  ["0.1.9", "^0.1.0", true],
  ["0.2.0", "^0.1.0", false],
  ["0.0.4", "^0.0.3", false],
  ["1.9.0", "^1.2.0", true],
  ["2.0.0", "^1.2.0", false],
  ["2.0.0", "^1.2.0 || ^2.0.0", true],
  ["1.2.9", "~1.2.3", true],
  ["1.3.0", "~1.2.3", false],
  ["1.2.2", "~1.2.3", false],
  ["1.2.3", "1.2.3", true],
  ["1.2.4", "=1.2.3", false],
  ["1.2.4", "1.2.x", true],
  ["1.3.4", "1", true],
  ["2.0.0", "1.x", false],
  ["0.1.0", ">=0.1", true],
  ["0.1.0", ">=0.0.5 <0.1.0", false],
  ["0.1.0", "*", true],
  ["0.1.0", "", true],
  ["0.1.0", "latest", true],
  ["0.1.0", "file:../throughline/packages/nodes", true],
  ["0.1.0", "workspace:^", true],
  ["0.1.0", "2.0.0-beta.1", false],
])("isInRange(%s, %s) is %s", (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
