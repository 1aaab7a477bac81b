// Tasks from their opening to a decision, their due time or somebody else.
import { closeRun, decideTask, expireTask, openTask, taskId } from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { readChanges } from "../queries/operations.ts";
import { claimTask } from "../queries/tasks.ts";
import { deliverAll, openWorld, runsIn } from "./test-world.ts";

const world = openWorld("file");
const { openRun } = runsIn(world);

describe("tasks", () => {
  const content = {
    queue: "care",
    title: "Call",
    body: "…",
    form: { type: "object" },
    decisions: [{ key: "yes", label: "Yes" }],
    dueAt: null,
    escalate: [],
  };

  it("takes one decision and delivers it; the second is told what happened", async () => {
    const run = await openRun("olga");
    const request = { run, step: "ask.1", node: "ask", content };
    expect(await world.store.transact(openTask, request)).toEqual({ kind: "opened" });
    expect(await world.store.transact(openTask, request)).toEqual({ kind: "opened" });
    const task = taskId(run, "ask.1");
    const decided = await world.store.transact(decideTask, {
      task,
      decision: "yes",
      values: { note: "ok" },
      by: "agent",
    });
    expect(decided).toMatchObject({
      kind: "decided",
      task: { state: "decided", decision: "yes", values: { note: "ok" }, by: "agent" },
    });
    expect(
      await world.store.transact(decideTask, { task, decision: "no", values: {}, by: "other" }),
    ).toMatchObject({
      kind: "too-late",
      task: { by: "agent" },
    });
    expect(await world.store.transact(expireTask, { run, step: "ask.1" })).toEqual({
      kind: "answer",
      answer: "decided",
    });
    expect((await deliverAll(world.store))[0]?.deliveries).toMatchObject([
      { n: 1, payload: { kind: "decision", decision: "yes", step: "ask.1" } },
    ]);
    expect(
      await world.store.transact(decideTask, { task: "none", decision: "yes", values: {}, by: "agent" }),
    ).toEqual({
      kind: "not-found",
    });
  });

  it("becomes overdue once, and is withdrawn when its run closes", async () => {
    const run = await openRun("pia");
    await world.store.transact(openTask, { run, step: "late.1", node: "late", content });
    await world.store.transact(openTask, { run, step: "open.1", node: "open", content });
    expect(await world.store.transact(expireTask, { run, step: "late.1" })).toEqual({
      kind: "answer",
      answer: "overdue",
    });
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    expect(
      await world.store.transact(decideTask, {
        task: taskId(run, "open.1"),
        decision: "yes",
        values: {},
        by: "agent",
      }),
    ).toMatchObject({
      kind: "too-late",
      task: { state: "withdrawn" },
    });
    expect(await world.store.transact(openTask, { run, step: "x.1", node: "x", content })).toEqual({
      kind: "run-closed",
      outcome: "done",
    });
  });
});

describe("escalateTasks()", () => {
  it("moves an open task to the queue whose time has come, gives its claim back and tells the live view", async () => {
    const { sql } = world.database;
    const run = await openRun("esc");
    const escalate = [
      { at: Date.now() - 5_000, to: "lead" },
      { at: Date.now() - 2_000, to: "head" },
      { at: Date.now() + 3_600_000, to: "board" },
    ];
    const content = { queue: "care", title: "t", body: "b", form: {}, decisions: [], dueAt: null, escalate };
    await world.store.transact(openTask, { run, step: "ask.1", node: "ask", content });
    await world.store.transact(openTask, {
      run,
      step: "ask.2",
      node: "ask",
      content: { ...content, escalate: [] },
    });
    const task = taskId(run, "ask.1");
    await claimTask(sql, { task, by: "eve", claim: true });
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(1);
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(0);
    const [row] = await sql`
      select queue, claimed_by as by, escalated_at is not null as moved, next_escalation_at > clock_timestamp() as later
      from task where id = ${task}`;
    expect(row).toEqual({ queue: "head", by: null, moved: true, later: true });
    const changes = await readChanges(sql, 60);
    expect(changes.map(({ change }) => change)).toContainEqual({ kind: "task", task, queue: "head" });
    await world.store.transact(closeRun, { run, outcome: "done", handled: 0, trail: null });
    await sql`update task set next_escalation_at = clock_timestamp() where id = ${task}`;
    expect(await world.store.escalateTasks({ limit: 200 })).toBe(0);
  });
});
