import { expect, it } from "vitest";
import { foldsOf, toggled } from "./folds.ts";

const open = { palette: false, panel: false };

it("a narrow window folds both sides by itself, and opens one at a time", () => {
  expect(foldsOf({ isNarrow: true, kept: open, open: null })).toEqual({ palette: true, panel: true });
  expect(foldsOf({ isNarrow: true, kept: open, open: "panel" })).toEqual({ palette: true, panel: false });
});

it("a wide window shows what the person left open", () => {
  const kept = toggled(open, "palette");
  expect(foldsOf({ isNarrow: false, kept, open: "palette" })).toEqual({ palette: true, panel: false });
});
