import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import { createDocumentStore } from "./document-store.ts";

const open = (isReadOnly = false) =>
  createDocumentStore({
    document: emptyDocument("cart", "Cart"),
    revision: 3,
    nodeTypes: new Map(),
    isReadOnly,
  });

it("typing in one field is one step of undo", () => {
  const store = open();
  for (const name of ["C", "Ca", "Car"]) store.getState().run("set-flow", { name }, { merge: "flow name" });
  store.getState().undo();
  expect(store.getState().document.name).toBe("Cart");
});

it("a save of an older drawing leaves newer changes to be saved", () => {
  const store = open();
  store.getState().run("set-flow", { name: "One" });
  const sent = store.getState().document;
  store.getState().run("set-flow", { name: "Two" });
  store.getState().setSaved(sent, 4);
  expect(store.getState()).toMatchObject({ revision: 4, saveState: { kind: "changed" } });
});

it("drawing on after a conflict does not hide it", () => {
  const store = open();
  store.getState().setSaveState({ kind: "conflict", cause: "newer" });
  store.getState().run("set-flow", { name: "Two" });
  expect(store.getState().saveState.kind).toBe("conflict");
});

it("undoing after a conflict does not hide it either", () => {
  const store = open();
  store.getState().run("set-flow", { name: "Two" });
  store.getState().setSaveState({ kind: "conflict", cause: "newer" });
  store.getState().undo();
  expect(store.getState().saveState.kind).toBe("conflict");
});

it("taking somebody else's drawing can be undone", () => {
  const store = open();
  store.getState().run("set-flow", { name: "Mine" });
  store.getState().setSaveState({ kind: "conflict", cause: "newer" });
  store.getState().takeStored(emptyDocument("cart", "Theirs"), 9);
  expect(store.getState()).toMatchObject({
    revision: 9,
    saveState: { kind: "saved" },
    document: { name: "Theirs" },
  });
  store.getState().undo();
  expect(store.getState()).toMatchObject({ document: { name: "Mine" }, saveState: { kind: "conflict" } });
  store.getState().undo();
  expect(store.getState().document.name).toBe("Cart");
});

it("a version that is only looked at does not change", () => {
  const store = open(true);
  store.getState().run("set-flow", { name: "Two" });
  expect(store.getState().document.name).toBe("Cart");
});

it("undo behind their drawing asks again instead of storing one's own over it", () => {
  const store = open();
  store.getState().run("set-flow", { name: "Mine" });
  const mine = store.getState().document;
  const theirs = { ...mine, name: "Theirs" };
  store.getState().takeStored(theirs, 7);
  expect(store.getState()).toMatchObject({ document: theirs, revision: 7, saveState: { kind: "saved" } });
  store.getState().run("set-flow", { name: "Theirs, and more" });
  store.getState().undo();
  expect(store.getState()).toMatchObject({ document: theirs, saveState: { kind: "changed" } });
  store.getState().undo();
  expect(store.getState()).toMatchObject({
    document: mine,
    said: "Undid: Take their drawing",
    saveState: { kind: "conflict", cause: "undo" },
  });
  store.getState().redo();
  store.getState().undo();
  expect(store.getState().saveState).toEqual({ kind: "conflict", cause: "undo" });
});
