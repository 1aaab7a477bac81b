// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { OnceOpen } from "./once-open.tsx";

let host: HTMLElement;
let root: Root;
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  host = document.createElement("div");
  root = createRoot(host);
});
afterEach(() => act(() => root.unmount()));

const show = (isOpen: boolean): string => {
  act(() => root.render(<OnceOpen isOpen={isOpen}>A dialog</OnceOpen>));
  return host.textContent;
};

it("makes its content when it opens for the first time, and keeps it from then on", () => {
  expect([show(false), show(true), show(false), show(true)]).toEqual([
    "",
    "A dialog",
    "A dialog",
    "A dialog",
  ]);
});
