import { describe, expect, it } from "vitest";
import { planFromText } from "../testing/index.ts";
import type { Repair, Visit } from "./facts.ts";
import { repairProblem } from "./repair.ts";

const plan = planFromText(`
  start: event a -> act
  act: do failed -> answer, failed call
  answer: wait reply/yes timeout=PT1M on="event.subject=subject" -> call
  call: task sales yes/no due=P1D -> yes done, no done
  done: end good
`);
const parked = (node: string, code = "refused"): Visit => ({
  node,
  visit: 1,
  state: "parked",
  startedAt: 0,
  error: { code, message: code },
});

describe("repairProblem()", () => {
  it.each<[string, Repair]>([
    ["act", { action: "retry" }],
    ["act", { action: "retry", config: { to: "x" } }],
    ["act", { action: "skip" }],
    ["act", { action: "skip", port: "failed" }],
    ["answer", { action: "skip", port: "timeout" }],
    ["answer", { action: "set-output", output: null, port: "yes" }],
    ["call", { action: "skip", port: "overdue" }],
    ["call", { action: "go-to", node: "done" }],
    ["call", { action: "exit", outcome: "given-up" }],
  ])("lets an operator repair %s by %o", (node, how) => {
    expect(repairProblem(plan, parked(node), how)).toBeNull();
  });

  it.each<[string, Repair, string]>([
    ["act", { action: "skip", port: "okk" }, 'no port "okk", it has next, failed'],
    ["call", { action: "set-output", output: null, port: "maybe" }, "yes, no, overdue"],
    ["act", { action: "go-to", node: "nowhere" }, 'no node "nowhere"'],
    ["answer", { action: "retry", config: { to: "x" } }, "changed input"],
  ])("names what is wrong with repairing %s by %o", (node, how, problem) => {
    expect(repairProblem(plan, parked(node), how)).toContain(problem);
  });

  it("does not offer to wait again for what can no longer be delivered", () => {
    expect(repairProblem(plan, parked("call", "undeliverable"), { action: "retry" })).toContain(
      "dead letter",
    );
    expect(repairProblem(plan, parked("call", "undeliverable"), { action: "skip" })).toBeNull();
  });
});
