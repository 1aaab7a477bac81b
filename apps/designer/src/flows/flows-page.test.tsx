// @vitest-environment happy-dom
// The list of flows as people use it, on the whole designer over a network that is played.
import type { FlowSummary, Role } from "@throughline/contract";
import { emptyDocument } from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { fakeApi, refusal } from "../testing/fake-api.ts";
import { buttons, fill, openApp, press, rows, screen, see, until, valueOf } from "../testing/open-app.tsx";

const flow = (key: string, changes: Partial<FlowSummary> = {}): FlowSummary => ({
  key,
  name: `Flow ${key}`,
  revision: 1,
  liveVersion: null,
  changed: false,
  pausedAt: null,
  updatedAt: new Date(Date.now() - 90 * 60_000).toISOString(),
  updatedBy: "ada@example.com",
  openRuns: 0,
  runs24h: 0,
  ...changes,
});

/** The list of flows for somebody, and the flows there are. */
function open(role: Role, flows: FlowSummary[] = []) {
  const archived: FlowSummary[] = [];
  const change = (key: string, changes: Partial<FlowSummary>): void => {
    const at = flows.findIndex((one) => one.key === key);
    flows[at] = { ...flow(key), ...flows[at], ...changes };
  };
  const api = fakeApi(role, {
    listFlows: ({ query }) => ({ items: query.archived ? archived : flows }),
    createFlow: ({ body: { key, name, document } }) => {
      if (flows.some((one) => one.key === key)) return refusal(409, "Taken");
      const made = { ...flow(key), name };
      flows.push(made);
      return { ...made, draft: (document ?? emptyDocument(key, name)) as FlowDocument }; // as the designer sent it
    },
    pauseFlow: ({ params: { key } }) => change(key, { pausedAt: "2026-01-01T00:00:00Z" }),
    resumeFlow: ({ params: { key } }) => change(key, { pausedAt: null }),
    unpublishFlow: ({ params: { key } }) => change(key, { liveVersion: null }),
    deleteFlow: ({ params: { key } }) => {
      archived.push(
        ...flows.splice(
          flows.findIndex((one) => one.key === key),
          1,
        ),
      );
    },
    restoreFlow: ({ params: { key } }) => {
      const [back = flow(key)] = archived.splice(
        archived.findIndex((one) => one.key === key),
        1,
      );
      flows.push(back);
      return back;
    },
  });
  return { ...api, ...openApp("/flows") };
}

/** Chooses a file as the dialog of the browser would hand it over. */
function importFile(text: string): void {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (input === null) return expect.fail("nothing takes a file");
  Object.defineProperty(input, "files", { value: [new File([text], "cart.json")], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("the list", () => {
  it("without a flow says what to begin with", async () => {
    open("analyst");
    await see("Draw your first flow");
    expect(buttons().filter((name) => name === "New flow")).toHaveLength(2);
  });

  it("says how each flow stands", async () => {
    open("viewer", [
      flow("draft"),
      flow("live", { liveVersion: 3, openRuns: 12, runs24h: 40 }),
      flow("both", { liveVersion: 1, changed: true, pausedAt: "2026-01-01T00:00:00Z" }),
    ]);
    await until(() =>
      expect(rows("Flows").map((cells) => cells.slice(0, 5))).toEqual([
        ["Flow draftdraft", "draft", "0", "0", "1 hour agoada@example.com"],
        ["Flow livelive", "version 3", "12", "40", "1 hour agoada@example.com"],
        ["Flow bothboth", "version 1changedpaused", "0", "0", "1 hour agoada@example.com"],
      ]),
    );
    expect(buttons()).not.toContain("New flow");
    expect(buttons()).not.toContain("Import");
  });
});

describe("a new flow", () => {
  it("gets a key made from its name", async () => {
    const { address, changes } = open("analyst");
    await press("New flow");
    await fill("Name", "  Abgebrochene Käufe: 2. Anlauf!");
    expect(valueOf("Key")).toBe("abgebrochene-kaufe-2-anlauf");
    await fill("Key", "cart");
    await press("Create flow");
    await until(() => expect(address()).toBe("/flows/cart"));
    expect(changes).toEqual([
      [
        "createFlow",
        { params: {}, query: {}, body: { key: "cart", name: "Abgebrochene Käufe: 2. Anlauf!" } },
      ],
    ]);
  });

  it("needs a key that can stand in an address", async () => {
    open("analyst");
    await press("New flow");
    await fill("Name", "Cart");
    await fill("Key", "Cart 1");
    await see("2 to 63 characters: a-z, 0-9 and hyphens, a letter first");
    expect(buttons()).not.toContain("Create flow");
  });

  it("does not take the place of one that is there", async () => {
    open("analyst", [flow("cart")]);
    await press("New flow");
    await fill("Name", "Cart");
    await press("Create flow");
    await see("There is already a flow with the key “cart”. Choose another.");
    expect(valueOf("Name")).toBe("Cart");
  });

  it("is made from a file, once it was looked at", async () => {
    const { changes, address } = open("analyst", [flow("other")]);
    await see("Flow other");
    importFile(JSON.stringify(emptyDocument("cart", "Cart")));
    await see("0 nodes, 0 connections. It is created as a draft; nothing runs until you publish.");
    expect(changes).toEqual([]);
    await press("Create flow");
    await until(() => expect(address()).toBe("/flows/cart"));
    expect(changes[0]?.[1]).toMatchObject({ body: { document: emptyDocument("cart", "Cart") } });
  });

  it("is not made from a file that holds none, and the reason is said", async () => {
    open("analyst", [flow("other")]);
    await see("Flow other");
    importFile("{}");
    await see("Cannot import cart.json");
    expect(screen()).toContain("The file holds no flow. Choose one that was saved with “Export as JSON”.");
  });
});

describe("the menu of a flow", () => {
  it("pauses after asking, and resumes at once", async () => {
    open("operator", [flow("cart", { liveVersion: 1 })]);
    await press("Actions for Flow cart");
    await press("Pause");
    await see("Its runs do nothing until you resume it");
    await press("Pause");
    await until(() => expect(rows("Flows")[0]?.[1]).toBe("version 1paused"));
    await press("Actions for Flow cart");
    await press("Resume");
    await until(() => expect(rows("Flows")[0]?.[1]).toBe("version 1"));
  });

  it("archives a flow only once no new runs start", async () => {
    const { changes } = open("admin", [flow("cart", { liveVersion: 1 }), flow("other")]);
    await press("Actions for Flow cart");
    await see("Stop new runs first");
    await press("Stop new runs");
    await see("Runs that are under way go on to their end.");
    await press("Stop new runs");
    await until(() => expect(rows("Flows")[0]?.[1]).toBe("draft"));
    await press("Actions for Flow cart");
    await press("Archive");
    await see("It leaves this list; its versions and runs stay. You find it under Archived");
    await press("Archive");
    await until(() => expect(rows("Flows").map(([name]) => name)).toEqual(["Flow otherother"]));
    expect(changes.map(([name]) => name)).toEqual(["unpublishFlow", "deleteFlow"]);
  });

  it("archives, and the way back is beside the list", async () => {
    const { changes } = open("analyst", [flow("cart"), flow("other")]);
    await press("Archived");
    await see("Nothing is archived");
    await press("In use");
    await press("Actions for Flow cart");
    await press("Archive");
    await see("You find it under Archived and can bring it back.");
    await press("Archive");
    await press("Archived");
    await until(() =>
      expect(rows("Archived flows").map(([name, key]) => [name, key])).toEqual([["Flow cart", "cart"]]),
    );
    await press("Bring Flow cart back");
    await see("It is among the flows again as it was drawn last, and not live");
    await press("Bring back");
    await see("Nothing is archived");
    await press("In use");
    await until(() =>
      expect(rows("Flows").map(([name]) => name)).toEqual(["Flow otherother", "Flow cartcart"]),
    );
    expect(changes.map(([name]) => name)).toEqual(["deleteFlow", "restoreFlow"]);
  });

  it("offers a viewer its runs and nothing else", async () => {
    open("viewer", [flow("cart", { liveVersion: 1 })]);
    await press("Actions for Flow cart");
    await until(() => expect(buttons()).toEqual(["Runs"]));
  });
});
