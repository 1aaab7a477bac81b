// @vitest-environment happy-dom
// A mail seen before anybody gets it, on the whole designer over a network that is played.
import type { Preview, Role } from "@throughline/contract";
import { emptyDocument } from "@throughline/flow";
import { expect, it } from "vitest";
import builtIn from "../../../../../fixtures/cart-recovery/node-types.json" with { type: "json" };
import { fakeApi } from "../../testing/fake-api.ts";
import { buttons, openApp, press, see, until } from "../../testing/open-app.tsx";

const place = { typeVersion: 1, position: { x: 0, y: 0 } };
const draft = {
  ...emptyDocument("cart", "Cart recovery"),
  nodes: [
    { id: "start", type: "event-trigger", name: "Cart left", config: { type: "cart.left" }, ...place },
    { id: "mail", type: "send-email", name: "Reminder", config: {}, ...place },
  ],
};
const shown: Preview = {
  subject: "ada",
  profile: { email: "ada@example.com" },
  samples: ["start"],
  mail: {
    from: "Shop <shop@example.com>",
    to: "ada@example.com",
    cc: null,
    bcc: null,
    replyTo: null,
    topic: "news",
    subject: "Hi ⟦profile.firstName⟧",
    html: "<p>Hello</p><script>alert(1)</script>",
    text: "Hello",
  },
  texts: [],
  missing: ["profile.firstName"],
  problems: [],
  cannotSend: null,
};

function open(role: Role) {
  const { nodes: _nodes, edges: _edges, ...rest } = draft;
  const summary = {
    key: rest.key,
    name: rest.name,
    revision: 1,
    liveVersion: null,
    changed: true,
    pausedAt: null,
    updatedAt: "2026-01-01T00:00:00Z",
    updatedBy: "ada@example.com",
    openRuns: 0,
    runs24h: 0,
  };
  const event = {
    event: "7",
    id: "e-7",
    source: "shop",
    type: "cart.left",
    subject: "ada",
    time: null,
    receivedAt: "2026-01-05T10:00:00Z",
    matchedAt: null,
    data: { total: 7 },
    ext: null,
  };
  const api = fakeApi(role, {
    listFlows: () => ({ items: [summary] }),
    getFlow: () => ({ ...summary, draft }),
    listNodeTypes: () => ({ items: builtIn as never, packages: [] }), // as the API sends them
    listEventTypes: () => ({ items: [] }),
    listHooks: () => ({ items: [] }),
    listStockItems: () => ({ items: [] }),
    listTopics: () => ({ items: [] }),
    listVersions: () => ({ items: [] }),
    flowCounts: () => ({ nodes: {} }),
    listEvents: () => ({ items: [event], next: null }),
    previewNode: () => shown,
    sendPreview: () => ({ to: "ada@example.com", subject: "[Test] Hi" }),
  });
  return { ...api, ...openApp("/flows/cart") };
}

it("shows a mail with the newest event that starts the flow, in a frame that runs nothing, and sends it", async () => {
  const { changes } = open("analyst");
  await press("Outline");
  await press("Reminder");
  await press("Details");
  await press("Preview");
  await see("Hi ⟦profile.firstName⟧");
  await see(/Not there with these values\s*profile\.firstName/);
  const frame = await until(() => document.querySelector("iframe") ?? expect.fail("no frame"));
  expect(frame.getAttribute("sandbox")).toBe("");
  expect(frame.getAttribute("srcdoc")).toContain("default-src 'none'");
  expect(changes.at(-1)).toMatchObject([
    "previewNode",
    { body: { node: "mail", event: { type: "cart.left", subject: "ada", data: { total: 7 } } } },
  ]);
  await press("Send to me");
  await see("“[Test] Hi” is on its way to ada@example.com");
});

it("is not offered to who may not draw", async () => {
  open("viewer");
  await press("Outline");
  await press("Reminder");
  await press("Details");
  await see("Sends one e-mail");
  expect(buttons()).not.toContain("Preview");
});
