// @vitest-environment happy-dom
import { emptyDocument, toNodeTypes } from "@throughline/flow";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBoard } from "./board.tsx";
import { createDocumentStore } from "./document-store.ts";

const drawn = vi.hoisted(() => ({ mounts: 0, fail: false }));
vi.mock("./canvas/canvas.tsx", async () => {
  const { createElement, useLayoutEffect } = await import("react");
  return {
    Canvas: () => {
      if (drawn.fail) throw new Error("Cannot draw this");
      useLayoutEffect(() => void (drawn.mounts += 1), []);
      return createElement("button", { id: "drawing" });
    },
  };
});

const store = createDocumentStore({
  document: emptyDocument("cart", "Cart"),
  revision: 1,
  nodeTypes: toNodeTypes([]),
});
let before: HTMLElement;
let after: HTMLElement;
beforeEach(() => {
  Object.assign(drawn, { mounts: 0, fail: false });
  before = document.body.appendChild(document.createElement("div"));
  after = document.body.appendChild(document.createElement("div"));
});
afterEach(() => document.body.replaceChildren());

const drawing = (): Promise<HTMLElement> =>
  vi.waitFor(() => document.getElementById("drawing") ?? expect.fail("nothing is drawn"));

it("moves to where it is shown next as it is: the same elements, mounted once, with the focus", async () => {
  const board = createBoard(store);
  board.showIn(before);
  const shown = await drawing();
  shown.focus();
  board.showIn(after);
  expect(await drawing()).toBe(shown);
  expect(after.contains(shown)).toBe(true);
  expect(document.activeElement).toBe(shown);
  expect(drawn.mounts).toBe(1);
});

it("tells that it broke, also whoever asks later", async () => {
  drawn.fail = true;
  const board = createBoard(store);
  board.showIn(before);
  const told = await vi.waitFor(() => {
    const tell = vi.fn();
    board.onBroken(tell);
    expect(tell).toHaveBeenCalledTimes(1);
    return tell;
  });
  expect(told).toHaveBeenCalledWith(new Error("Cannot draw this"));
});

it("is gone from the page at once when it is closed", async () => {
  const board = createBoard(store);
  board.showIn(before);
  await drawing();
  board.close();
  expect(document.getElementById("drawing")).toBeNull();
});
