// @vitest-environment happy-dom
// The editor as people use it, on the whole designer over a network that is played. What the drawing itself does is
// tested beside the canvas; here it is looked at and changed through the bar, the palette, the panel and the keyboard.
import type { FlowSummary, Role } from "@throughline/contract";
import { emptyDocument } from "@throughline/flow";
import type { DocumentNode, FlowDocument, NodeType } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import builtIn from "../../../../fixtures/cart-recovery/node-types.json" with { type: "json" };
import { fakeApi, refusal } from "../testing/fake-api.ts";
import {
  buttons,
  fill,
  leave,
  offered,
  openApp,
  press,
  screen,
  see,
  type,
  until,
  valueOf,
} from "../testing/open-app.tsx";

const nodeTypes = builtIn as readonly NodeType[]; // what the API sends is JSON
const node = (id: string, ofType: string, config: DocumentNode["config"] = {}): DocumentNode => {
  const found = nodeTypes.find((one) => one.type === ofType);
  return {
    id,
    type: ofType,
    typeVersion: 1,
    name: found?.title ?? ofType,
    config,
    position: { x: 0, y: id.length * 40 },
  };
};

/** Starts by hand, waits half an hour, ends. */
const delayed: FlowDocument = {
  ...emptyDocument("cart", "Cart recovery"),
  nodes: [
    node("start", "manual-trigger"),
    node("delay", "delay", { timeout: "PT30M" }),
    node("finish", "exit", { outcome: "done" }),
  ],
  edges: [
    { from: { node: "start", port: "next" }, to: { node: "delay" } },
    { from: { node: "delay", port: "timeout" }, to: { node: "finish" } },
  ],
};

interface Server {
  draft: FlowDocument;
  revision: number;
  liveVersion: number | null;
  changed: boolean;
  /** How saving is answered; null: as it should be. */
  refuse: Response | null;
}

/** What waits in the inbox. */
const waiting = ["returns", "offers", "returns"].map((queue, index) => ({
  id: String(index),
  run: "r",
  flow: "other",
  flowName: "Other",
  node: "ask",
  subject: "ada",
  queue,
  title: "Decide",
  body: "",
  form: {},
  decisions: [],
  state: "open" as const,
  claimedBy: null,
  dueAt: null,
  createdAt: "2026-01-01T00:00:00Z",
  endedAt: null,
  decision: null,
  values: null,
  decidedBy: null,
}));

/** The flow, opened in the editor, and the server it is stored on. */
function open(role: Role, draft: FlowDocument, changes: Partial<Server> = {}) {
  const server: Server = { draft, revision: 1, liveVersion: null, changed: false, refuse: null, ...changes };
  const summary = (): FlowSummary => ({
    key: server.draft.key,
    name: server.draft.name,
    revision: server.revision,
    liveVersion: server.liveVersion,
    changed: server.changed,
    pausedAt: null,
    updatedAt: "2026-01-01T00:00:00Z",
    updatedBy: "ada@example.com",
    openRuns: 0,
    runs24h: 0,
  });
  const version = () => ({
    version: server.liveVersion ?? 0,
    planHash: "h",
    publishedAt: "2020-01-01T00:00:00Z",
    publishedBy: "ada@example.com",
    live: true,
  });
  const api = fakeApi(role, {
    listFlows: () => ({ items: [summary()] }),
    getFlow: () => ({ ...summary(), draft: server.draft }),
    listNodeTypes: () => ({ items: builtIn as never, packages: [] }), // as the API sends them
    listEventTypes: () => ({ items: [] }),
    listTasks: () => ({ items: waiting, next: null }),
    listHooks: () => ({ items: [] }),
    listStockItems: () => ({ items: [] }),
    listVersions: () => ({ items: server.liveVersion === null ? [] : [version()] }),
    getVersion: () => ({ ...version(), document: draft }),
    flowCounts: () => ({ nodes: {} }),
    saveDraft: ({ body }) => {
      if (server.refuse !== null) return server.refuse.clone();
      if (body.revision !== server.revision) return refusal(409, "Somebody else saved");
      server.draft = body.document as FlowDocument; // the editor sends its own
      server.revision += 1;
      server.changed = true;
      return { revision: server.revision, savedAt: "2026-01-01T00:00:00Z" };
    },
    publishFlow: () => {
      server.liveVersion = (server.liveVersion ?? 0) + 1;
      server.changed = false;
      return { version: server.liveVersion, planHash: "h", unchanged: false, diagnostics: [] };
    },
  });
  return { ...api, server, ...openApp(`/flows/${draft.key}`) };
}

/** What is announced without taking anybody's focus. */
const announced = (): readonly string[] =>
  [...document.querySelectorAll('[role="status"]')].map(({ textContent }) => textContent);

describe("undo and redo", () => {
  it("say what they will do, and what they did", async () => {
    open("analyst", emptyDocument("cart", "Cart recovery"));
    await see("What starts this flow?");
    expect(buttons()).not.toContain("Undo");
    await press("Started by hand");
    await press("Undo: Add “Started by hand”");
    await until(() => expect(announced()).toContain("Undid: Add “Started by hand”"));
    await see("What starts this flow?");
    await press("Redo: Add “Started by hand”");
    await until(() => expect(announced()).toContain("Redid: Add “Started by hand”"));
  });

  it("name the newest change, and the keyboard goes the same way", async () => {
    open("analyst", delayed);
    await fill("Flow name", "Baskets");
    await until(() => expect(buttons()).toContain("Undo: Rename the flow"));
    document.body.focus();
    (document.activeElement as HTMLElement | null)?.blur();
    type("z", { ctrlKey: true });
    await until(() => expect(announced()).toContain("Undid: Rename the flow"));
    expect(valueOf("Flow name")).toBe("Cart recovery");
  });
});

describe("saving", () => {
  it("goes on by itself a moment after the last change", async () => {
    const { server } = open("analyst", delayed);
    await fill("Flow name", "Baskets");
    await until(() => expect(server.draft.name).toBe("Baskets"));
    await until(() => expect(announced()).toContain("Saved"));
  });

  it("that did not work says so, and can be tried again from the bar", async () => {
    const { server } = open("analyst", delayed, { refuse: refusal(422, "No", "The disk is full.") });
    await fill("Flow name", "Baskets");
    await see("Not saved");
    server.refuse = null;
    await press("try again");
    await until(() => expect(announced()).toContain("Saved"));
    expect(server.draft.name).toBe("Baskets");
  });

  it("over somebody else's drawing asks whose to keep", async () => {
    const { server } = open("analyst", delayed);
    await until(() => expect(valueOf("Flow name")).toBe("Cart recovery"));
    server.draft = { ...delayed, name: "Theirs" };
    server.revision = 7;
    await fill("Flow name", "Mine");
    leave("Flow name");
    await see("Somebody else changed this flow");
    await press("Take theirs");
    await until(() => expect(valueOf("Flow name")).toBe("Theirs"));
    await press("Undo: Take their drawing");
    await see("This is your drawing again");
    expect(server.draft.name).toBe("Theirs");
    await press("Keep mine");
    await until(() => expect(valueOf("Flow name")).toBe("Mine"));
  });
});

describe("publishing", () => {
  it("makes what is drawn live", async () => {
    const { server, changes } = open("analyst", delayed);
    await until(() => expect(announced()).toContain("Saved"));
    await press("Publish");
    await see("It starts taking events at once.");
    await press("Publish now");
    await see("Version 1 is live.");
    await see("Version 1 live");
    expect(server.liveVersion).toBe(1);
    expect(changes.map(([name]) => name)).toEqual(["publishFlow"]);
  });

  it("shows what stands in its way, and leads there", async () => {
    open("analyst", { ...delayed, nodes: delayed.nodes.map((one) => ({ ...one, config: {} })) });
    await press("Publish");
    await see("Not ready to publish");
    await press("Show problems");
    await until(() => expect(screen()).not.toContain("Not ready to publish"));
    await until(() =>
      expect(document.querySelector<HTMLInputElement>('input[value="problems"]')?.checked).toBe(true),
    );
  });

  it("what is live already has nothing to publish", async () => {
    open("analyst", delayed, { liveVersion: 4 });
    await press("Publish");
    await see("Nothing changed since version 4, which is live.");
    expect(buttons()).not.toContain("Publish now");
  });
});

describe("the bar", () => {
  it("opens versions and shortcuts", async () => {
    open("analyst", delayed, { liveVersion: 4 });
    await press("Keyboard shortcuts");
    await see("Tidy up the drawing");
    await press("Close");
    await until(() => expect(screen()).not.toContain("Tidy up the drawing"));
    await press("Version 4 live");
    await see("Version 4 live");
    await until(() => expect(document.querySelector('[role="dialog"]')?.textContent).toContain("Versions"));
  });

  it("starts by hand what is live and can be, for who may", async () => {
    open("operator", delayed, { liveVersion: 4 });
    await press("Start");
    await see("Start a run by hand");
  });

  it("offers no start for a draft, nor for what events start", async () => {
    open("operator", delayed);
    await see("Draft");
    expect(buttons()).not.toContain("Start");
  });

  it("offers a viewer a look and no change", async () => {
    open("viewer", delayed);
    await see("You may look at this flow; an analyst can change it.");
    for (const name of ["Undo", "Tidy up", "Add note", "Publish", "Hide nodes"])
      expect(buttons()).not.toContain(name);
    await until(() =>
      expect(document.querySelector<HTMLInputElement>('input[maxlength="120"]')?.readOnly).toBe(true),
    );
  });
});

describe("the sides", () => {
  it("fold away and come back", async () => {
    open("analyst", delayed);
    await press("Hide panel");
    await until(() => expect(valueOf("Flow name")).toBeUndefined());
    await press("Show panel");
    await until(() => expect(valueOf("Flow name")).toBe("Cart recovery"));
    await press("Hide nodes");
    await until(() => expect(buttons()).toContain("Show nodes"));
  });

  it("a note is written at once, also when the panel was folded away", async () => {
    const { server } = open("analyst", delayed);
    await press("Hide panel");
    await press("Add note");
    await until(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Text of the note"));
    await fill("Text of the note", "Ask Ben");
    await until(() => expect(server.draft.notes.map(({ text }) => text)).toEqual(["Ask Ben"]));
  });

  it("the queues on offer are those in which tasks wait, and no others", async () => {
    const asking = {
      ...emptyDocument("cart", "Cart"),
      nodes: [node("ask", "escalate-to-human", { queue: "drawn" })],
    };
    open("analyst", asking);
    await press("Outline");
    await press("Ask a person");
    await press("Details");
    await see("A new name makes a new queue.");
    await fill("Queue", "");
    expect(await offered("Queue")).toEqual(["offers", "returns"]);
  });
});
