import { createPgStore } from "@throughline/db";
import type { PgStore } from "@throughline/db";
import { createTestDatabase, createTestRuns, testEvent } from "@throughline/db/testing";
import type { TestDatabase, TestRuns } from "@throughline/db/testing";
import type { Visit } from "@throughline/flow";
import { StepError } from "@throughline/nodes";
import { controlRun } from "@throughline/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenTaskCall, ProtocolSteps } from "./workflow/protocol-calls.ts";
import { chain } from "./testing/plans.ts";
import { createProtocolSteps } from "./protocol-steps.ts";
import { MISSING_VALUE } from "@throughline/mail";
import { toStoredTrail } from "./stored-trail.ts";

let database: TestDatabase;
let store: PgStore;
let runs: TestRuns;
let steps: ProtocolSteps;
const failures: unknown[] = [];
const kept: unknown[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  store = createPgStore({ sql: database.sql, url: database.url, listen: false });
  runs = createTestRuns(database.sql, store);
  await runs.publish(chain("flow", []));
  steps = createProtocolSteps({
    store,
    renderText: async (text, scope) => {
      if (text.includes("{% broken")) throw new Error("tag broken not found");
      if (text.includes("{{ missing }}")) throw new StepError(MISSING_VALUE, "it is missing");
      return text.replace("{{ subject }}", JSON.stringify(scope["subject"]));
    },
    keepSent: async (row) => void kept.push(row),
    onRenderError: (where) => failures.push(where),
  });
}, 60_000);
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

let subjects = 0;
/** A run that is open; its subject is new each time. */
const openRun = (): Promise<string> => runs.begin(testEvent("begin", `c${(subjects += 1)}`));

const task = (run: string, fields: Partial<OpenTaskCall> = {}): OpenTaskCall => ({
  run,
  step: "call.1",
  queue: "care",
  title: "Call {{ subject }}",
  body: "",
  form: {},
  decisions: [{ key: "yes", label: "Yes" }],
  dueAt: null,
  escalate: [],
  scope: { subject: "Ann" },
  ...fields,
});
const visit: Visit = { node: "a", visit: 1, state: "left", startedAt: 0, endedAt: 1 };

describe("open-task", () => {
  it("puts one task into its queue however often it is called", async () => {
    const run = await openRun();
    for (let i = 0; i < 3; i += 1) expect(await steps["open-task"](task(run))).toEqual({ kind: "opened" });
    const rows = await database.sql`select node, queue, title, state from task where run = ${run}`;
    expect(rows).toEqual([{ node: "call", queue: "care", title: 'Call "Ann"', state: "open" }]);
  });
  it("shows a text that cannot be rendered as it was drawn, and says so", async () => {
    const run = await openRun();
    await steps["open-task"](task(run, { title: "{% broken %}" }));
    const [row] = await database.sql`select title from task where run = ${run}`;
    expect(row?.["title"]).toBe("{% broken %}");
    expect(failures).toContainEqual({ run, step: "call.1" });
  });
  it("renders the queue, and answers why a task cannot be opened", async () => {
    const run = await openRun();
    await steps["open-task"](task(run, { queue: " ward {{ subject }} " }));
    const [row] = await database.sql`select queue from task where run = ${run}`;
    expect(row?.["queue"]).toBe('ward "Ann"');
    for (const queue of ["{{ missing }}", "x".repeat(64), " "]) {
      const answer = await steps["open-task"](task(await openRun(), { queue }));
      expect(answer).toMatchObject({
        kind: "refused",
        code: queue.startsWith("{{") ? "missing-value" : "config-invalid",
      });
    }
  });
});

describe("close-run", () => {
  it("closes once and answers the stored outcome from then on", async () => {
    const run = await openRun();
    expect(await steps["close-run"]({ run, outcome: "done", handled: 0, trail: [visit] })).toEqual({
      kind: "closed",
      outcome: "done",
    });
    expect(await steps["close-run"]({ run, outcome: "other", handled: 0, trail: [] })).toEqual({
      kind: "closed",
      outcome: "done",
    });
    expect(await steps["open-task"](task(run))).toEqual({ kind: "run-closed", outcome: "done" });
  });
  it("changes nothing while numbers are given out that the run has not handled", async () => {
    const run = await openRun();
    for (const kind of ["pause", "resume"] as const)
      await store.transact(controlRun, { kind, run, by: "ann" });
    expect(await steps["close-run"]({ run, outcome: "done", handled: 1, trail: [] })).toEqual({
      kind: "behind",
      nextN: 3,
    });
    expect((await store.readRun({ run }))?.state).toBe("open");
  });
});

describe("read-zone", () => {
  it("answers with the changes of a zone's clocks, and that there is none", async () => {
    const { clocks } = await steps["read-zone"]({ zone: "Europe/Berlin", span: 101 });
    expect(clocks?.offset).toBe(3600);
    expect(clocks?.changes.slice(0, 2)).toEqual([Date.parse("2020-03-29T01:00:00Z") / 1000, 7200]);
    expect(await steps["read-zone"]({ zone: "Mars/Olympus", span: 101 })).toEqual({
      kind: "zone",
      clocks: null,
    });
  });
});

describe("toStoredTrail()", () => {
  it("keeps short values and the beginning of long ones", () => {
    const long = "x".repeat(20_000);
    expect(toStoredTrail([{ ...visit, input: { a: 1 }, output: long }])).toEqual([
      {
        ...visit,
        input: { a: 1 },
        output: { truncated: true, chars: 20_002, start: `"${"x".repeat(16_383)}` },
      },
    ]);
  });
});
