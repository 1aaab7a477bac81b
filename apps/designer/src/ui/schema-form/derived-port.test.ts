import type { JsonObject } from "@throughline/flow";
import { expect, it } from "vitest";
import { withDerivedPort } from "./derived-port.ts";

const decision: JsonObject = {
  type: "object",
  properties: {
    key: { title: "Leaves by", type: "string", "x-ui": { widget: "port" } },
    label: { title: "Button", type: "string" },
  },
};
type Item = Readonly<Record<string, unknown>>;

function type(start: Item, changes: readonly Item[]): Item {
  let item = start;
  let derived: string | undefined;
  for (const change of changes) {
    const next = withDerivedPort(decision, item, { ...item, ...change }, derived);
    item = next.item;
    derived = next.derived;
  }
  return item;
}
const typed = (text: string): readonly Item[] =>
  Array.from(text, (_, index) => ({ label: text.slice(0, index + 1) }));

it("a way out is called after its button while that is typed", () => {
  expect(type({}, typed("Approve it"))["key"]).toBe("approve-it");
});

it("my own name for a way out stays when the button's text starts with the same letters", () => {
  expect(type({ key: "a" }, typed("Approve"))["key"]).toBe("a");
  expect(type({}, [{ key: "app" }, ...typed("Approve")])["key"]).toBe("app");
});

it("a name that was changed after it was filled in stays, one that was emptied is filled in again", () => {
  expect(type({}, [...typed("Yes"), { key: "agreed" }, { label: "Yes, do" }])["key"]).toBe("agreed");
  expect(type({}, [...typed("Yes"), { key: "" }, { label: "No" }])["key"]).toBe("no");
});

it("the name of a way out that was stored before stays", () => {
  expect(type({ key: "approve", label: "Approve" }, [{ label: "Approve now" }])["key"]).toBe("approve");
});
