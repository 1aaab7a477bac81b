import { describe, expect, it } from "vitest";
import { planFromText } from "../testing/index.ts";
import { simulate } from "./index.ts";

describe("one event, one wait", () => {
  const text = (words: string): string => `
    pay: event paid -> two
    two: wait paid/more -> three
    three: wait paid/more ${words} -> four
    four: wait paid/more ${words} -> done
    done: end locked
  `;
  const pay = (id: string, after: string) => ({ after, event: { type: "paid", id } });
  const entry = { type: "paid", subject: "acct" };

  it.each(["", "since=step", "since=P1D"])("ends one wait of a run (%s)", (words) => {
    const plan = planFromText(text(words));
    const paid = (count: number) =>
      simulate(plan, { entry, happenings: Array.from({ length: count }, (_, i) => pay(`p${i}`, "PT1M")) });
    expect(paid(1).standing).toBe("three: waits for paid");
    expect(paid(2).standing).toBe("four: waits for paid");
    expect(paid(3).outcome).toBe("locked");
  });

  it("ends several that take it again", () => {
    const plan = planFromText(text("again=yes"));
    expect(simulate(plan, { entry, happenings: [pay("p", "PT1M")] }).outcome).toBe("locked");
  });

  it("leaves what a wait was given early to the wait before it, and opens its own", () => {
    const plan = planFromText(text(""));
    const early = {
      ...plan,
      steps: plan.steps.map((step) => (step.op === "wait" ? { ...step, static: true } : step)),
    };
    const { standing, steps } = simulate(early, { entry, happenings: [pay("p", "PT1M"), pay("q", "PT2M")] });
    expect(standing).toBe("four: waits for paid");
    expect(steps.filter(({ kind }) => kind === "left").map((step) => "step" in step && step.step)).toEqual([
      "pay.1",
      "two.1",
      "three.2",
    ]);
  });

  it("is open from the start only where no wait before it names the type", () => {
    const isStatic = (words: string): unknown[] =>
      planFromText(text(words)).steps.flatMap((step) => (step.op === "wait" ? [[step.id, step.static]] : []));
    expect(isStatic("")).toEqual([
      ["four", false],
      ["three", false],
      ["two", true],
    ]);
    expect(isStatic("again=yes")).toEqual([
      ["four", true],
      ["three", true],
      ["two", true],
    ]);
  });
});
