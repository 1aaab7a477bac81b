import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { isChangedSinceLive } from "./standing.ts";

const drawn = emptyDocument("cart", "Cart");
const other = emptyDocument("cart", "Baskets");

it("right after publishing nothing has changed, however much was drawn before", () => {
  const published = { version: 2, document: drawn };
  const now = { saved: drawn, published, liveVersion: 2, isStoredChanged: true };
  expect(isChangedSinceLive({ ...now, document: drawn })).toBe(false);
  expect(isChangedSinceLive({ ...now, document: other })).toBe(true);
  expect(isChangedSinceLive({ ...now, document: emptyDocument("cart", "Cart") })).toBe(false);
});

it("what somebody else published is judged by the server", () => {
  const published = { version: 2, document: drawn };
  const now = { document: drawn, saved: drawn, published, liveVersion: 3 };
  expect(isChangedSinceLive({ ...now, isStoredChanged: true })).toBe(true);
  expect(isChangedSinceLive({ ...now, isStoredChanged: false })).toBe(false);
});
