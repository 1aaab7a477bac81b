import { expect, it } from "vitest";
import { sizeOfCard } from "./node-size.ts";
import { placesOfPorts } from "./port-places.ts";

const size = { width: 256, height: 83 };
const middleOf = ({ x, width = 0 }: { readonly x: number; readonly width?: number }) => x + width / 2;

it("the entry is above, the ports share the lower edge", () => {
  const [entry, yes, no] = placesOfPorts(["yes", "no"], true, size);
  expect(entry).toMatchObject({ type: "target", position: "top" });
  expect(entry === undefined ? NaN : middleOf(entry)).toBe(128);
  expect([yes, no].map((port) => (port === undefined ? NaN : middleOf(port)))).toEqual([64.5, 191.5]);
  expect(yes?.y).toBeGreaterThan(70);
});

it("what nothing leads into has no entry", () => {
  expect(placesOfPorts(["next"], false, size).map(({ type }) => type)).toEqual(["source"]);
});

it("a card is as high as its words and ports", () => {
  const short = sizeOfCard({ name: "Wait", summary: "2 days", ports: ["a", "b"] });
  expect(short.height).toBe(83);
  const long = "Has the customer ordered anything in the meantime?";
  expect(sizeOfCard({ name: long, summary: long, ports: ["a", "b"] }).height).toBe(117);
  expect(sizeOfCard({ name: "Wait", summary: "", ports: ["next"] }).height).toBe(69);
  expect(sizeOfCard({ name: "End", summary: "", ports: [] }).height).toBe(58);
});
