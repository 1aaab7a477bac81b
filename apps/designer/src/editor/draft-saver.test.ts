import { emptyDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import { expect, it, vi } from "vitest";
import { ApiError } from "../api/client.ts";
import { createDocumentStore } from "./document-store.ts";
import { createDraftSaver } from "./draft-saver.ts";

const start = emptyDocument("cart", "Cart");
const refusal = (status: number): ApiError => new ApiError({ type: "about:blank", title: "No", status });

/** An editor and the server it saves to. `answer` is what happens on the way back of each save. */
function open(answer: (attempt: number) => Promise<void> | void = () => undefined) {
  const store = createDocumentStore({ document: start, revision: 3, nodeTypes: new Map() });
  const server = { draft: start, revision: 3, puts: 0 };
  const save = createDraftSaver(store, {
    async put(document: FlowDocument, revision: number) {
      server.puts += 1;
      const attempt = server.puts;
      if (revision !== server.revision) throw refusal(409);
      server.draft = JSON.parse(JSON.stringify(document)) as FlowDocument;
      server.revision += 1;
      const stored = server.revision;
      await answer(attempt);
      return stored;
    },
    read: () => Promise.resolve(server),
  });
  const draw = (name: string): void => store.getState().run("set-flow", { name });
  return { store, server, save, draw };
}

it("a timer's save and a publish that wait for a slow one do not get into each other's way", async () => {
  let arrive = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const { store, server, save, draw } = open((attempt) => (attempt === 1 ? slow : undefined));
  draw("One");
  const first = save();
  await vi.waitFor(() => expect(server.puts).toBe(1));
  draw("Two");
  const others = [save(), save()];
  arrive();
  expect(await Promise.all([first, ...others])).toEqual([true, true, true]);
  expect(store.getState().saveState).toEqual({ kind: "saved" });
  expect(server).toMatchObject({ puts: 2, revision: 5, draft: { name: "Two" } });
});

it("a save whose answer was lost is not somebody else's", async () => {
  const { store, server, save, draw } = open((attempt) => {
    if (attempt === 1) throw refusal(0);
  });
  draw("One");
  expect(await save()).toBe(false);
  expect(store.getState().saveState).toMatchObject({ kind: "failed", retryInMs: 2000 });
  expect(await save()).toBe(true);
  expect(store.getState()).toMatchObject({ revision: 4, saveState: { kind: "saved" } });
  expect(server.puts).toBe(2);
});

it("drawing on after a lost answer saves the newer drawing over the lost one", async () => {
  const { store, server, save, draw } = open((attempt) => {
    if (attempt === 1) throw refusal(503);
  });
  draw("One");
  await save();
  draw("Two");
  expect(await save()).toBe(true);
  expect(server.draft.name).toBe("Two");
  expect(store.getState()).toMatchObject({ revision: 5, saveState: { kind: "saved" } });
});

it("undoing after a lost answer brings the server back too", async () => {
  const { store, server, save, draw } = open((attempt) => {
    if (attempt === 1) throw refusal(0);
  });
  draw("One");
  await save();
  store.getState().undo();
  expect(await save()).toBe(true);
  expect(server.draft.name).toBe("Cart");
});

it("somebody else's drawing is a conflict, and stays one until the person has chosen", async () => {
  const { store, server, save, draw } = open();
  server.draft = { ...start, name: "Theirs" };
  server.revision = 4;
  draw("Mine");
  expect(await save()).toBe(false);
  expect(store.getState().saveState).toEqual({ kind: "conflict", cause: "newer" });
  expect(await save()).toBe(false);
  expect(server).toMatchObject({ puts: 1, draft: { name: "Theirs" } });
});

it("a save that failed waits longer each time, and not for what trying again cannot help", async () => {
  const statuses = [0, 503, 0, 422];
  const store = createDocumentStore({ document: start, revision: 3, nodeTypes: new Map() });
  const save = createDraftSaver(store, {
    put: () => Promise.reject(refusal(statuses.shift() ?? 0)),
    read: () => Promise.reject(refusal(0)),
  });
  store.getState().run("set-flow", { name: "One" });
  const waits: unknown[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await save();
    waits.push(store.getState().saveState);
  }
  expect(waits).toMatchObject([
    { retryInMs: 2000 },
    { retryInMs: 4000 },
    { retryInMs: 8000 },
    { kind: "failed", retryInMs: null },
  ]);
});
