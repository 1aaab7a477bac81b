import { describe, expect, it } from "vitest";
import { meetsExpected, readExpected, revisionTag } from "./etag.ts";
import { ProblemError } from "./problem.ts";

const read = (headers: Readonly<Record<string, string>>) =>
  readExpected((name) => headers[name.toLowerCase()]);

describe("meetsExpected()", () => {
  it.each<[headers: Record<string, string>, overNothing: boolean, over7: boolean]>([
    [{}, true, true],
    [{ "if-match": '"7"' }, false, true],
    [{ "if-match": '"6", "7"' }, false, true],
    [{ "if-match": '"6"' }, false, false],
    [{ "if-match": 'W/"7"' }, false, false],
    [{ "if-match": "*" }, false, true],
    [{ "if-none-match": "*" }, true, false],
    [{ "if-none-match": '"7"' }, true, false],
    [{ "if-none-match": '"6"' }, true, true],
    [{ "if-match": '"7"', "if-none-match": "*" }, false, false],
  ])("%j: over nothing %s, over revision 7 %s", (headers, overNothing, over7) => {
    const expected = read(headers);
    expect([meetsExpected(expected, null), meetsExpected(expected, revisionTag(7))]).toEqual([
      overNothing,
      over7,
    ]);
  });
});

describe("readExpected()", () => {
  it.each(["7", "", '"7', '"7" "8"', "W/7", '"7",', "*, *"])("refuses %j, which is no tag", (text) => {
    expect(() => read({ "if-match": text })).toThrow(ProblemError);
  });
});
