// A run always gets on: it does something new, or it stands still, says why, and a cancel ends it.
import { describe, expect, it } from "vitest";
import { commandsText, createPlayer, planFromText } from "../testing/index.ts";

const plan = planFromText(`
  start: event a -> answer
  answer: wait reply/yes timeout=PT1H on="event.subject=subject" -> yes act, timeout bad
  act: do -> done
  done: end good
  bad: end bad
`);
const waiting = () => {
  const run = createPlayer(plan);
  run.play("started");
  return run;
};
const closing = () => {
  const run = waiting();
  run.play("1 event answer.1/yes");
  expect(run.play("done act.1")).toBe("close good 1");
  return run;
};
const shown = (run: ReturnType<typeof waiting>): string =>
  commandsText(
    run.commands.filter(({ kind }) => kind === "show"),
    true,
  );

describe("a run that has handled what the database does not know", () => {
  it("asks once, is held and shown, and is asked for no more", () => {
    const run = closing();
    expect(run.play("ahead 1")).toBe("");
    expect(shown(run)).toBe("show parked ahead-of-database");
    expect(run.play("ignored\ntimer\nresolved-nothing".replace("\nresolved-nothing", ""))).toBe("");
  });

  it("takes an answer that only its predecessors know for the same", () => {
    const run = closing();
    expect(run.play("behind 1")).toBe("");
    expect(run.state.held?.code).toBe("ahead-of-database");
  });

  it.each(["1 cancel", "2 cancel", "cancelled"])("closes with the outcome it has come to: %s", (cancel) => {
    const run = closing();
    run.play("ahead 1");
    expect(run.play(cancel)).toMatch(/^close good [12]$/);
    expect(run.commands.find(({ kind }) => kind === "close")).toMatchObject({ isForced: true });
    expect(run.play("closed good")).toBe("finish good");
  });

  it("closes when the database has given the numbers again", () => {
    const run = closing();
    run.play("ahead 1");
    expect(run.play("2 event answer.1/yes")).toBe("close good 2");
  });

  it("is found while it waits, by another delivery under a number that is used up", () => {
    const run = waiting();
    run.play("1 event other.1/x\n2 event other.2/x");
    run.play("1 event other.1/x");
    expect(run.state.held).toBeNull();
    run.play("1 decision call.1/yes");
    expect(run.state.held?.code).toBe("ahead-of-database");
    expect(run.play("timer @9999999")).toBe("");
    expect(run.play("2 cancel")).toBe("close cancelled 2");
  });

  it("goes on with the numbers of the database when an operator resumes it", () => {
    const run = waiting();
    run.play("1 event other.1/x\n2 event other.2/x\n3 event other.3/x");
    run.play("1 pause");
    expect(run.state.held?.code).toBe("ahead-of-database");
    expect(run.play("2 resume")).toBe("");
    expect(run.state).toMatchObject({ held: null, handled: 2 });
    expect(run.play("3 event answer.1/yes")).toContain("run act.1");
  });

  it("catches up with the deadline that passed while it was held", () => {
    const run = waiting();
    run.play("1 event other.1/x\n1 pause\ntimer @3600000");
    expect(run.play("1 resume @3700000")).toBe("expire-wait answer.1");
  });

  it("takes a refusal after the delivery itself for a repeat", () => {
    const run = waiting();
    run.play("1 event other.1/x\n1 undeliverable other.1 too large");
    expect(run.state.held).toBeNull();
  });
});

describe("a cancel under a number that is used up", () => {
  it("ends a run that does not know yet that the database is behind", () => {
    const run = waiting();
    run.play("1 event other.1/x");
    expect(run.play("1 cancel")).toContain("close cancelled 1");
  });
});

describe("numbers that nobody sends", () => {
  it("are not kept", () => {
    const run = waiting();
    run.play("5000 event answer.1/yes");
    expect(run.state.beyondGap).toEqual([]);
  });

  it("count while they are kept", () => {
    const run = waiting();
    const before = run.state.bytes;
    run.play(`2 event other.1/x {"text":"${"x".repeat(1000)}"}`);
    expect(run.state.bytes).toBeGreaterThan(before + 1000);
    run.play("1 event other.2/x\n2 event other.1/x");
    expect(run.state).toMatchObject({ handled: 2, beyondGap: [] });
  });
});

describe("continuing as new", () => {
  it("is for an execution that has done something", () => {
    const run = waiting();
    expect(run.play("drain")).toBe("continue");
    run.play("continued");
    expect(run.play("drain")).toBe("");
    expect(shown(run)).toBe("show parked no-progress reply");
    expect(run.play("1 event answer.1/yes")).toContain("run act.1");
    expect(run.state.held).toBeNull();
  });

  it("is for one that was only signalled in vain, too: its history is long", () => {
    const run = waiting();
    run.play("drain\ncontinued");
    run.play("ignored");
    expect(run.play("drain")).toBe("continue");
  });

  it("is for one whose timers do something", () => {
    const run = createPlayer(planFromText("start: event a -> one\none: delay PT1M -> two\ntwo: delay PT1M"));
    run.play("started\ndrain");
    run.play("continued");
    run.play("timer @60000");
    expect(run.play("drain")).toBe("continue");
  });

  it("is given up where the next execution could not begin; a cancel ends that run", () => {
    const run = waiting();
    run.play("drain");
    run.play("too-large 1700000");
    expect(shown(run)).toBe("show parked state-too-large reply");
    expect(run.state.isDraining).toBe(false);
    expect(run.play("1 cancel")).toContain("close cancelled 1");
  });
});

describe("what is too large", () => {
  it("parks the step before it is given more than Temporal takes", () => {
    const run = createPlayer(
      planFromText(
        'start: event a -> act\nact: do body="$[trigger.data.text, trigger.data.text, trigger.data.text, trigger.data.text]" -> done\ndone: end good',
      ),
      { text: "x".repeat(450_000) },
    );
    run.play("started");
    expect(run.state.tokens[0]?.parked?.code).toBe("state-too-large");
  });

  it.each([
    ["control characters", "\\u0001".repeat(200_000)],
    ["quotes", '\\"'.repeat(600_000)],
  ])("is measured as it is written: %s", (_, text) => {
    const run = createPlayer(planFromText("start: event a -> one\none: do -> two\ntwo: do"));
    run.play("started");
    run.play(`done one.1 {"text":"${text}"}`);
    expect(run.state.tokens[0]?.parked?.code).toBe("state-too-large");
  });

  it("counts a profile that was read again", () => {
    const run = createPlayer(
      planFromText('start: event a -> one\none: do -> two\ntwo: do to="$profile.email"'),
    );
    run.play("started\ndone one.1");
    const before = run.state.bytes;
    run.play(`profile two.1 {"email":"${"x".repeat(5000)}"}`);
    expect(run.state.bytes).toBeGreaterThan(before + 4000);
  });
});
