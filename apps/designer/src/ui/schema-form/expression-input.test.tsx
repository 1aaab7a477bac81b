// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ExpressionInput } from "./expression-input.tsx";

let root: Root;
let host: HTMLElement;
let written = "";
const onWritten = (text: string): void => {
  written = text;
};

function Example() {
  const [text, setText] = useState("");
  useEffect(() => onWritten(text), [text]);
  return (
    <MantineProvider>
      <ExpressionInput label="Condition" value={text} variables={[]} onChange={setText} />
    </MantineProvider>
  );
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // happy-dom has no font loading, which growing text fields listen to.
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
  act(() => root.render(<Example />));
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

function find<Element extends HTMLElement>(label: string): Element {
  const found = document.querySelector<Element>(`[aria-label="${label}"]`);
  if (found === null) throw new Error(`Cannot find "${label}"`);
  return found;
}

function type(field: HTMLInputElement, text: string): void {
  act(() => {
    // React listens to the setter of an element of its own.
    Reflect.set(Object.getPrototypeOf(field) as object, "value", text, field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

it("F1 opens the help, which is searched and inserts an example", async () => {
  const field = find("Condition expression");
  act(() => void field.dispatchEvent(new KeyboardEvent("keydown", { key: "F1", bubbles: true })));
  await expect.poll(() => document.querySelector('[aria-label="Search the help"]')).not.toBeNull();
  expect(document.querySelectorAll('button[aria-label^="Insert "]').length).toBeGreaterThan(40);
  type(find("Search the help"), "ends with");
  act(() => find("Insert profile.email.endsWith('@example.com')").click());
  expect(written).toBe("profile.email.endsWith('@example.com')");
});
