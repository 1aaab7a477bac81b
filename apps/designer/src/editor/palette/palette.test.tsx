// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { emptyDocument, toNodeTypes } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { act } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDocumentStore } from "../document-store.ts";
import { EditorContext } from "../use-editor.ts";
import { Palette } from "./palette.tsx";

const type = (title: string, instruction: NodeType["instruction"] = "run"): NodeType => ({
  type: title.toLowerCase().replaceAll(" ", "-"),
  version: 1,
  title,
  description: "",
  icon: "",
  category: instruction === "trigger" ? "triggers" : "messages",
  instruction,
  config: {},
  output: {},
  sample: { config: {}, output: null },
});

let host: HTMLDivElement;
let root: Root;
let picked: string[];

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
  picked = [];
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

function show(followsNode: boolean): void {
  const store = createDocumentStore({
    document: emptyDocument("cart", "Cart"),
    revision: 1,
    nodeTypes: toNodeTypes([type("Event arrives", "trigger"), type("Send e-mail"), type("Send offer")]),
  });
  act(() =>
    root.render(
      <MantineProvider>
        <EditorContext value={store}>
          <Palette followsNode={followsNode} onPick={({ title }) => picked.push(title)} />
        </EditorContext>
      </MantineProvider>,
    ),
  );
}

function press(key: string): void {
  act(() => {
    host.querySelector("input")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
}

/** What Enter would take, as it is announced. */
function active(): string | null | undefined {
  const id = host.querySelector("input")?.getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.getAttribute("aria-label");
}

it("arrows move what Enter takes, around the ends too", () => {
  show(false);
  expect(active()).toBe("Add Event arrives");
  press("ArrowDown");
  expect(active()).toBe("Add Send e-mail");
  press("ArrowUp");
  press("ArrowUp");
  expect(active()).toBe("Add Send offer");
  press("Enter");
  expect(picked).toEqual(["Send offer"]);
  expect(active()).toBe("Add Event arrives");
});

it("offers no start after a port", () => {
  show(true);
  const offered = [...host.querySelectorAll("[aria-label^='Add ']")].map((entry) => entry.textContent);
  expect(offered).toEqual(["Send e-mail", "Send offer"]);
});
