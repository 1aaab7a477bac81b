// What decides whether people trust a run: it never hangs, never counts an event twice, never acts after it was told to stop.
import { describe, expect, it } from "vitest";
import { commandsText, createPlayer, factsFromText, planFromText, startInput } from "../testing/index.ts";
import { advance } from "./advance.ts";
import { MAX_STATE_BYTES } from "./size.ts";
import { initialState } from "./state.ts";

describe("a deadline that no calendar holds", () => {
  it.each(["$trigger.data.ms", "until:trigger.data.when"])("parks the step: %s", (deadline) => {
    const plan = planFromText(`start: event a -> later\nlater: delay ${deadline} -> done\ndone: end good`);
    const run = createPlayer(plan, { ms: 1e300, when: "+275760-09-13T00:00:00Z" });
    expect(run.play("started")).toBe("");
    expect(run.state.tokens[0]?.parked).toMatchObject({ code: "expression-error" });
  });

  it.each([
    ["7", "is no date"],
    ["2027-02-30T10:00:00Z", "not in the calendar"],
    ["04/05/2027", "is no date"],
    ["Mon, 04 May 2027 10:00:00 GMT", "is no date"],
    ["2027-05-04T24:00:00Z", "not on the clock"],
    [1_800_000_000, "a number (1800000000) is no date"],
    [null, "null is no date"],
  ])("parks a wait until %j, with words", (when, words) => {
    const plan = planFromText(
      "start: event a -> later\nlater: delay until:trigger.data.when -> done\ndone: end good",
    );
    const run = createPlayer(plan, { when });
    expect(run.play("started")).toBe("");
    expect(run.state.tokens[0]?.parked?.message).toContain(words);
  });

  it("is due at once when it lies before the epoch", () => {
    const plan = planFromText(
      "start: event a -> later\nlater: delay $trigger.data.length -> done\ndone: end good",
    );
    const run = createPlayer(plan, { length: "-P36525D" });
    expect(run.play("started")).toBe("wake-at 0");
    expect(run.play("timer @1")).toBe("close good 0");
  });
});

describe("a wait that is visited again", () => {
  const loop = (since: string) =>
    planFromText(`
      start: event a -> answer
      answer: wait reply/yes since=${since} on="event.subject=subject" -> act
      act: do
    `);

  it.each(["run", "step", "PT1H"])("does not find the event that ended its last visit, since %s", (since) => {
    const run = createPlayer(loop(since));
    run.play("started");
    run.play("opened answer.1");
    // The event of delivery 3 has match number 4.
    expect(run.play("1 event other.9/x\n2 event other.9/x")).toBe("");
    expect(run.play("3 event answer.1/yes")).toBe("run act.1 {}");
    run.play("failed act.1 refused");
    run.play("go-to act.1 answer");
    expect(run.commands.find(({ kind }) => kind === "open-wait")).toMatchObject({ since: { no: 4 } });
  });
});

describe("a wait whose key is no key", () => {
  it("parks, also when its rows could have been open since entry", () => {
    const plan = planFromText(`
      start: event a -> ordered
      ordered: wait order.placed/came on="event.data.cart=trigger.data.cart" -> done
      done: end good
    `);
    const run = createPlayer(plan, { total: 1 });
    expect(run.play("started")).toBe("");
    expect(run.state.tokens[0]?.parked?.message).toContain("correlate.run");
  });
});

describe("since: step", () => {
  it("looks past conditions to the step that an answer can have come to", () => {
    const plan = planFromText(`
      start: event a -> call
      call: do -> large
      large: if "steps.call.total > 5" -> yes answer, else small
      answer: wait reply/yes since=step on="event.data.id=steps.call.id" -> done
      small: end small
      done: end good
    `);
    const run = createPlayer(plan);
    run.play("started @1000");
    run.play('done call.1 {"id":"x","total":9} @61000');
    expect(run.commands.find(({ kind }) => kind === "open-wait")).toMatchObject({ since: { at: 1000 } });
  });
});

describe("a profile that a step may have changed", () => {
  it("is read again before a condition that looks at it", () => {
    const plan = planFromText(`
      start: event a -> act
      act: do -> large
      large: if "profile.segment == 'large'" -> yes big, else small
      big: end big
      small: end small
    `);
    const run = createPlayer(plan, {}, { segment: "small" });
    run.play("started");
    expect(run.play("done act.1")).toBe("read-profile large.1");
    expect(run.play('profile large.1 {"segment":"large"}')).toBe("close big 0");
  });
});

describe("cancelling a paused run", () => {
  const plan = planFromText(`
    start: event a -> one
    one: do -> two
    two: quick -> pause
    pause: delay PT1M -> three
    three: do
  `);

  it.each(["2 cancel", "cancelled"])("issues nothing that was held back: %s", (cancel) => {
    const run = createPlayer(plan);
    run.play("started\n1 pause");
    expect(run.play("done one.1")).toBe("");
    expect(run.play(cancel)).toMatch(/^close cancelled \d$/);
    expect(run.state.outputs["one"]).toEqual({});
  });

  it("fires no deadline that passed meanwhile", () => {
    const run = createPlayer(plan);
    run.play("started\ndone one.1\ndone two.1\n1 pause");
    expect(run.play("2 cancel @999999999")).toBe("close cancelled 2");
  });
});

describe("a run that starts paused", () => {
  const plan = planFromText("start: event a -> act\nact: do -> done\ndone: end good");
  const input = { ...startInput(plan), isPaused: true } as const;
  const play = (text: string, from = initialState(input)) => advance(plan, from, factsFromText(text));

  it("issues nothing until it is resumed", () => {
    const { state, commands } = play("started\nprofile start.1 {}\n1 pause");
    expect(commandsText(commands)).toBe("read-profile start.1");
    expect(commandsText(play("2 resume", state).commands)).toBe("run act.1 {}");
  });

  it("ends when its row was closed before it came to life", () => {
    const { state } = play("started");
    expect(commandsText(play("run-closed refused", state).commands)).toBe("finish refused");
  });
});

describe("a delivery that was refused", () => {
  const plan = planFromText(`
    start: event a -> act
    act: do -> answer
    answer: wait reply/yes on="event.subject=subject" -> done
    done: end good
  `);

  it("for a wait that is not reached yet is forgotten when it was sent again", () => {
    const run = createPlayer(plan);
    run.play("started\n1 undeliverable answer.1 too large\n2 event answer.1/yes");
    expect(run.play("done act.1")).toBe("close good 2");
  });

  it("parks the wait when it was not sent again until then", () => {
    const run = createPlayer(plan);
    run.play("started\n1 undeliverable answer.1 too large");
    run.play("done act.1");
    expect(run.state.tokens[0]?.parked?.code).toBe("undeliverable");
    expect(run.play("2 event answer.1/yes")).toBe("close good 2");
  });

  it("parks nothing when it was for no step", () => {
    const run = createPlayer(plan);
    run.play("started\ndone act.1\nopened answer.1");
    run.play("1 undeliverable - too large");
    expect(run.state.tokens[0]).toMatchObject({ at: "answer.1", phase: "waiting" });
    expect(run.state.handled).toBe(1);
  });
});

describe("early events", () => {
  it("are counted while they are kept, and no longer", () => {
    const plan = planFromText(`
      start: event a -> act
      act: do -> first
      first: wait one/came on="event.subject=subject" -> second
      second: wait two/came on="event.subject=subject" -> last
      last: do
    `);
    const run = createPlayer(plan);
    run.play("started");
    const text = "x".repeat(MAX_STATE_BYTES * 0.3);
    run.play(`1 event first.1/came {"text":"${text}"}\n2 event second.1/came {"text":"${text}"}`);
    expect(run.play("done act.1")).toBe("run last.1 {}");
  });
});
