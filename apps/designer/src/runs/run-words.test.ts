import type { AuditEntry, Run, TrailEntry } from "@throughline/contract";
import { emptyDocument, toNodeTypes } from "@throughline/flow";
import { expect, it } from "vitest";
import {
  actionInWords,
  outcomeInWords,
  repairsInWords,
  standingInWords,
  waitInWords,
  waitsUntil,
} from "./run-words.ts";

const position = { x: 0, y: 0 };
const visit = (node: string, state: TrailEntry["state"]): TrailEntry => ({
  node,
  visit: 1,
  state,
  port: null,
  startedAt: "2026-01-01T00:00:00Z",
  endedAt: null,
  error: null,
});
const wait = (step: string, port: string, state: Run["waits"][number]["state"] = "open") => ({
  step,
  type: "order.placed",
  port,
  filter: null,
  bindings: {},
  state,
});
const run: Run = {
  id: "cart.1",
  flow: "cart",
  flowName: "Cart",
  version: 1,
  subject: "eve",
  state: "waiting",
  at: ["First wait"],
  parkReason: null,
  wakeAt: "2026-01-01T00:01:00Z",
  outcome: null,
  startedAt: "2026-01-01T00:00:00Z",
  closedAt: null,
  planHash: "h",
  reason: null,
  entry: null,
  document: {
    ...emptyDocument("cart", "Cart"),
    nodes: [
      { id: "wait_1", type: "listen", typeVersion: 1, name: "First wait", config: {}, position },
      { id: "wait_2", type: "listen", typeVersion: 1, name: "Second wait", config: {}, position },
    ],
  },
  trail: [visit("wait_1", "active")],
  trailComplete: true,
  waits: [wait("wait_1.1", "placed"), wait("wait_2.1", "timeout")],
  deliveries: [],
  temporalUrl: null,
};
const types = toNodeTypes([
  {
    type: "listen",
    version: 1,
    title: "Listen",
    description: "",
    icon: "ear",
    category: "wait",
    instruction: "wait",
    ports: ["placed", "timeout"],
    portTitles: { timeout: "time is up" },
    config: {},
    output: {},
    sample: { config: {}, output: {} },
  },
]);
const [first, second] = run.waits;
const [here] = run.trail;
if (first === undefined || second === undefined || here === undefined) throw new Error("the run has them");

it("a wait is told by its node's name and its port's title, and whether the run is there", () => {
  expect(waitInWords(run, first, types)).toEqual({
    title: "“First wait” for order.placed",
    about: "Leaves by “placed”.",
    state: "waits now",
    isWaiting: true,
  });
  expect(waitInWords(run, second, types)).toMatchObject({
    about: "Leaves by “time is up”.",
    state: "not reached yet",
    isWaiting: false,
  });
});

it("a step that the run stands at says for what and until when", () => {
  expect(standingInWords(run, here)).toBe("waits for order.placed");
  expect(waitsUntil(run, here)).toBe("2026-01-01T00:01:00Z");
  expect(waitsUntil({ ...run, trail: [here, visit("wait_2", "active")] }, here)).toBeNull();
});

it("an end by a port that leads nowhere is told by its titles", () => {
  expect(outcomeInWords({ ...run, outcome: "wait_2.timeout" }, types)).toBe(
    "“Second wait” left by “time is up”",
  );
  expect(outcomeInWords({ ...run, outcome: "recovered" }, types)).toBe("recovered");
});

const repair: AuditEntry = {
  id: "1",
  at: "2026-01-01T00:00:30Z",
  actor: "ana@example.com",
  action: "resolveRun",
  target: "cart.1",
  detail: { step: "wait_1.1", action: "retry", changedInput: true },
};

it("a repair leaves a trace on its step and in the history", () => {
  expect(repairsInWords([repair], here)).toEqual([
    "Repaired by ana@example.com (Try again) with changed input",
  ]);
  expect(repairsInWords([repair], visit("wait_2", "left"))).toEqual([]);
  expect(actionInWords(repair, run.document)).toBe("repaired “First wait” (Try again) with changed input");
  expect(actionInWords({ ...repair, action: "pauseRun", detail: {} }, run.document)).toBe("paused the run");
});
