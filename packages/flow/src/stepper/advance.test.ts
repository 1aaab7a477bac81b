import { describe, expect, it } from "vitest";
import { commandsText, createPlayer, planFromText } from "../testing/index.ts";

const cart = planFromText(`
  cart: event cart.updated -> ordered
  ordered: wait order.placed/ordered timeout=PT30M on="event.subject=subject" -> ordered done, timeout offer
  offer: do to=$profile.email -> done
  done: end recovered
`);

describe("advance() at a static wait", () => {
  it("opens nothing and arms the deadline", () => {
    const run = createPlayer(cart);
    expect(run.play("started")).toBe("wake-at 1800000");
    expect(commandsText(run.commands, true)).toContain("show waiting order.placed");
  });

  it("leaves by the event's port", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("1 event ordered.1/ordered @5000")).toBe("close recovered 1\nwake-at never");
    expect(run.state.outputs["ordered"]).toMatchObject({ port: "ordered", event: { id: "e1" } });
    expect(run.play("closed recovered")).toBe("finish recovered");
    expect(run.play("timer @9999999")).toBe("");
  });

  it("is satisfied at once by an event that was early", () => {
    const run = createPlayer(cart);
    expect(run.play("1 event ordered.1/ordered\nstarted")).toBe("close recovered 1");
  });

  it("asks who wins when time is up", () => {
    const run = createPlayer(cart, {}, { email: "a@b.c" });
    run.play("started");
    expect(run.play("timer @1800000")).toBe("expire-wait ordered.1");
    expect(run.play("expired ordered.1 expired")).toBe("read-profile offer.1");
    expect(run.play('profile offer.1 {"email":"new@b.c"}')).toBe('run offer.1 {"to":"new@b.c"}');
  });

  it.each(["matched", "expiring"])("keeps waiting for the delivery when the answer is %s", (answer) => {
    const run = createPlayer(cart);
    run.play("started");
    run.play("timer @1800000");
    expect(run.play(`expired ordered.1 ${answer}`)).toBe("");
    expect(run.play("1 event ordered.1/ordered")).toBe("close recovered 1");
  });

  it("leaves by timeout when the matcher says that nothing was left", () => {
    const run = createPlayer(cart);
    run.play("started");
    run.play("timer @1800000");
    run.play("expired ordered.1 expiring");
    expect(run.play("1 expired ordered.1")).toBe("read-profile offer.1");
  });

  it("lets an event win that comes in one batch with the timer", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("timer @1800000\n1 event ordered.1/ordered")).toBe("close recovered 1");
  });

  it("says the timer again when it fired too early", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("timer @1799999")).toBe("wake-at 1800000");
  });
});

describe("advance() and the numbers of deliveries", () => {
  it("drops a repeated number and keeps what comes after a gap", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("2 event ordered.1/ordered")).toBe("");
    expect(run.state.handled).toBe(0);
    run.play("2 event ordered.1/ordered");
    expect(run.play("1 event other.1/x")).toBe("close recovered 2\nwake-at never");
    const before = run.state;
    run.play("1 event other.1/x");
    expect(run.state).toEqual(before);
  });

  it("takes what it is behind with before it closes", () => {
    const run = createPlayer(cart);
    run.play("started");
    run.play("1 event ordered.1/ordered");
    expect(run.play("behind 3")).toBe("");
    expect(run.play("2 event ordered.1/ordered")).toBe("close recovered 2");
    expect(run.play("closed other")).toBe("finish other");
  });
});

describe("advance() at a dynamic wait", () => {
  const plan = planFromText(`
    start: event a -> first
    first: do -> answer
    answer: wait reply/yes since=step timeout=PT1M on="event.data.id=steps.first.id" -> yes good, timeout bad
    good: end good
    bad: end bad
  `);

  it("opens its rows, and waits with the timer until they are there", () => {
    const run = createPlayer(plan);
    expect(run.play("started")).toBe("run first.1 {}");
    expect(run.play('done first.1 {"id":7} @1000')).toBe("open-wait answer.1 reply=7");
    expect(run.commands.find(({ kind }) => kind === "open-wait")).toMatchObject({ since: { at: 0 } });
    expect(run.play("opened answer.1")).toBe("wake-at 61000");
  });

  it("parks when the key cannot be told, and goes on when the step before is repaired", () => {
    const run = createPlayer(plan);
    run.play("started");
    expect(run.play("done first.1")).toBe("");
    expect(commandsText(run.commands, true)).toContain("show parked expression-error");
    expect(run.play("go-to answer.1 first")).toBe("run first.2 {}");
  });

  it("takes an event that overtakes the answer of open-wait", () => {
    const run = createPlayer(plan);
    run.play('started\ndone first.1 {"id":7}');
    expect(run.play("1 event answer.1/yes")).toBe("");
    expect(run.play("opened answer.1")).toBe("close good 1");
  });
});

describe("advance() at a step that runs", () => {
  const plan = planFromText(`
    start: event a -> act
    act: choose text="Hi {{ trigger.data.name }}" n="$trigger.data.n + 1" -> yes good
    good: end good
  `);

  it("hands over evaluated config and only what the text refers to", () => {
    const run = createPlayer(plan, { name: "Ada", n: 1, secret: "x" });
    run.play("started");
    expect(run.commands.find(({ kind }) => kind === "run")).toMatchObject({
      config: { text: "Hi {{ trigger.data.name }}", n: 2 },
      scope: { trigger: { data: { name: "Ada" } }, subject: "c1", run: { shortId: "abcdefgh" } },
      key: "test-flow.abcdefghijklmnopqrstuvwxyz/act.1",
    });
    expect(JSON.stringify(run.commands.filter(({ kind }) => kind === "run"))).not.toContain("secret");
  });

  it("names the field whose expression fails", () => {
    const run = createPlayer(plan, {});
    run.play("started");
    expect(run.state.tokens[0]?.parked).toEqual({
      code: "expression-error",
      message: "n: trigger.data.n is missing; ask has(trigger.data.n) first where it may be absent",
    });
  });

  it("ends by its own outcome where nothing follows", () => {
    const run = createPlayer(plan, { n: 1 });
    run.play("started");
    expect(run.play("done act.1 no")).toBe("close act.no 0");
  });

  it("parks at a port that it does not have", () => {
    const run = createPlayer(plan, { n: 1 });
    run.play("started\ndone act.1 maybe");
    expect(run.state.tokens[0]?.parked?.code).toBe("unknown-port");
  });

  it.each([
    ["retry act.1", 'run act.1 {"text":"Hi {{ trigger.data.name }}","n":2}'],
    ['retry act.1 {"n":9}', 'run act.1 {"n":9}'],
    ["send-again act.1", 'run act.2 {"text":"Hi {{ trigger.data.name }}","n":2}'],
    ["skip act.1", "close good 0"],
    ["skip act.1 no", "close act.no 0"],
    ['set-output act.1 no {"a":1}', "close act.no 0"],
    ["go-to act.1 good", "close good 0"],
    ["go-to act.1 nowhere", ""],
    ["exit act.1 dropped", "close dropped 0"],
    ["retry other.1", ""],
  ])("is repaired by %s", (fact, commands) => {
    const run = createPlayer(plan, { n: 1 });
    run.play("started\nfailed act.1 refused");
    expect(run.state.tokens[0]?.phase).toBe("parked");
    expect(run.play(fact)).toBe(commands);
  });

  it("leaves by failed when the node says so", () => {
    const run = createPlayer(
      planFromText("start: event a -> act\nact: do failed -> failed bad\nbad: end bad"),
    );
    run.play("started");
    expect(run.play("failed act.1 refused")).toBe("close bad 0");
    expect(run.state.outputs["act"]).toEqual({ error: { code: "refused", message: "refused" } });
  });

  it("parks when the state has grown too large", () => {
    const run = createPlayer(planFromText("start: event a -> one\none: do -> two\ntwo: do"));
    run.play("started");
    expect(run.play(`done one.1 {"text":"${"x".repeat(1_100_000)}"}`)).toBe("");
    expect(run.state.tokens[0]?.parked?.code).toBe("state-too-large");
  });
});

describe("advance() at a task", () => {
  const plan = planFromText(
    "start: event a -> call\ncall: task sales yes/no due=PT1H -> yes good, overdue late\ngood: end good\nlate: end late",
  );

  it("leaves by the decision", () => {
    const run = createPlayer(plan);
    expect(run.play("started")).toBe("open-task call.1 sales due 3600000");
    expect(run.play("opened call.1")).toBe("wake-at 3600000");
    expect(run.play('1 decision call.1/yes {"note":"ok"}')).toBe("close good 1\nwake-at never");
    expect(run.state.outputs["call"]).toMatchObject({ decision: "yes", values: { note: "ok" }, by: "ada" });
  });

  it("leaves by overdue, unless the decision was first", () => {
    const late = createPlayer(plan);
    late.play("started\nopened call.1");
    expect(late.play("timer @3600000")).toBe("expire-task call.1");
    expect(late.play("overdue call.1 overdue")).toBe("close late 0");
    const decided = createPlayer(plan);
    decided.play("started\nopened call.1");
    decided.play("timer @3600000");
    expect(decided.play("overdue call.1 decided")).toBe("");
    expect(decided.play("1 decision call.1/yes")).toBe("close good 1");
  });

  it("opens with a local time", () => {
    const run = createPlayer(planFromText("start: event a -> call\ncall: task sales yes due=at:09:00"));
    expect(run.play("started")).toBe(`open-task call.1 sales due ${9 * 3_600_000}`);
  });
});

describe("advance() at a delay", () => {
  it.each([
    ["PT1M", 60000],
    ["$duration('2m')", 120000],
    ["$trigger.data.length", 5000],
    ["$duration('P1D')", 86_400_000],
    ["$'1h30m'", 5_400_000],
    ["until:trigger.data.at", 9000],
  ])("%s wakes at %i and leaves without asking", (rule, at) => {
    const run = createPlayer(
      planFromText(`start: event a -> rest\nrest: delay ${rule} -> done\ndone: end done`),
      {
        length: "PT5S",
        at: "1970-01-01T00:00:09Z",
      },
    );
    expect(run.play("started")).toBe(`wake-at ${at}`);
    expect(run.play(`timer @${at}`)).toBe("close done 0");
  });

  it("parks at what is no time", () => {
    const run = createPlayer(planFromText("start: event a -> rest\nrest: delay $trigger.data.x"), {
      x: "soon",
    });
    run.play("started");
    expect(run.state.tokens[0]?.parked).toMatchObject({ code: "expression-error" });
  });
});

describe("advance() and control", () => {
  it("cancels in the middle of an activity and keeps what it answers", () => {
    const run = createPlayer(planFromText("start: event a -> act\nact: do"));
    run.play("started");
    expect(run.play("1 cancel")).toBe("cancel-step act.1");
    expect(run.play('done act.1 {"sent":true}')).toBe("close cancelled 1");
    expect(run.state).toMatchObject({ outputs: { act: { sent: true } } });
  });

  it("ends as restarted by the interrupt restart", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("1 interrupt restart")).toBe("close restarted 1\nwake-at never");
  });

  it("ends with the stored outcome when the row was closed elsewhere", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("run-closed lost")).toBe("finish lost");
  });

  it("records while paused and goes on with events before timers", () => {
    const run = createPlayer(cart);
    run.play("started\n1 pause");
    expect(commandsText(run.commands, true)).toContain("show paused");
    expect(run.play("timer @1800000\n2 event ordered.1/ordered @1900000")).toBe("");
    expect(run.state.handled).toBe(2);
    expect(run.play("3 resume @2000000")).toBe("close recovered 3");
  });

  it("lets a paused run be cancelled", () => {
    const run = createPlayer(cart);
    run.play("started\n1 pause");
    expect(run.play("2 cancel")).toBe("close cancelled 2");
  });

  it("drains: takes facts, issues nothing, continues when nothing is in flight", () => {
    const run = createPlayer(planFromText("start: event a -> one\none: do -> two\ntwo: do"));
    run.play("started");
    expect(run.play("drain")).toBe("");
    expect(run.play("done one.1")).toBe("continue");
    expect(run.play("continued")).toBe("run two.1 {}");
  });

  it("says again what was armed after it continued", () => {
    const run = createPlayer(cart);
    run.play("started");
    expect(run.play("drain")).toBe("continue");
    expect(run.play("timer @1800000")).toBe("continue");
    expect(run.play("continued")).toBe("wake-at 1800000");
    expect(run.play("timer @1800001")).toBe("expire-wait ordered.1");
  });

  it("closes a run that was parked while its deadline was being decided, once that answer is there", () => {
    const run = createPlayer(cart);
    run.play("started");
    run.play("timer @1800000");
    run.play("1 undeliverable ordered.1 too large");
    expect(run.play("2 cancel")).toBe("");
    expect(run.play("expired ordered.1 matched")).toBe("close cancelled 2");
  });

  it("does not ask in vain: an answer that meets a parked step is no longer in flight", () => {
    const run = createPlayer(cart);
    run.play("started");
    run.play("timer @1800000");
    run.play("1 undeliverable ordered.1 too large");
    run.play("expired ordered.1 matched");
    expect(run.state.inFlight).toEqual([]);
    expect(run.play("2 cancel")).toBe("close cancelled 2");
  });

  it("parks at an undeliverable wait; a new delivery of the same event repairs it", () => {
    const run = createPlayer(cart);
    run.play("started\n1 undeliverable ordered.1 too large");
    expect(run.state.tokens[0]?.parked).toEqual({ code: "undeliverable", message: "too large" });
    expect(run.play("2 event ordered.1/ordered")).toBe("close recovered 2");
  });
});
