// @vitest-environment happy-dom
import { ReactFlowProvider, useStoreApi } from "@xyflow/react";
import { act, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PortDot } from "./port-dot.tsx";

let host: HTMLElement;
let root: Root;
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // A port that is not in a node says so; here that is no matter.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  host = document.createElement("div");
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  vi.restoreAllMocks();
});

function At({ zoom }: { readonly zoom: number }) {
  const drawing = useStoreApi();
  useLayoutEffect(() => drawing.setState({ transform: [0, 0, zoom] }), [drawing, zoom]);
  return <PortDot type="source" id="sent" label="sent of Offer" />;
}

function dotAt(zoom: number): Element {
  act(() =>
    root.render(
      <ReactFlowProvider>
        <At zoom={zoom} />
      </ReactFlowProvider>,
    ),
  );
  return host.querySelector(".tl-port-out") ?? expect.fail("there is no dot");
}

/** What React Flow and people know a port by. */
const signs = (dot: Element) => ({
  isHandle: dot.matches(".react-flow__handle.react-flow__handle-bottom.source"),
  id: dot.getAttribute("data-handleid"),
  place: dot.getAttribute("data-handlepos"),
  label: dot.getAttribute("aria-label"),
});

it("can be taken from near; from afar it is its picture, with the same signs", () => {
  const near = dotAt(1);
  expect(near.matches(".connectable")).toBe(true);
  const expected = { isHandle: true, id: "sent", place: "bottom", label: "sent of Offer" };
  expect(signs(near)).toEqual(expected);
  const far = dotAt(0.2);
  expect(far.matches(".connectable")).toBe(false);
  expect(signs(far)).toEqual(expected);
  expect(dotAt(1).matches(".connectable")).toBe(true);
});
