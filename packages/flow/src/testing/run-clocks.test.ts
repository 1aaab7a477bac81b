// Clocks are asked for once, kept, and read again when they are old: what a run does depends on nothing but its facts.
import { describe, expect, it } from "vitest";
import { check } from "../check/check.ts";
import { compile } from "../compile/compile.ts";
import type { FlowDocument } from "../document/schema.ts";
import type { JsonObject } from "../json.ts";
import type { Plan } from "../plan.ts";
import { createPlayer, documentFromText, testNodeTypes } from "./index.ts";
import type { Player } from "./index.ts";

const at = (text: string): number => Date.parse(text);

function berlin(
  text: string,
  config: Readonly<Record<string, FlowDocument["nodes"][number]["config"]>> = {},
): Plan {
  const document = documentFromText(text);
  const compiled = compile(
    check(
      {
        ...document,
        settings: { ...document.settings, timeZone: "Europe/Berlin" },
        nodes: document.nodes.map((node) => ({ ...node, config: { ...node.config, ...config[node.id] } })),
      },
      testNodeTypes,
    ),
    { version: 1 },
  );
  if (compiled.ok) return compiled.plan;
  throw new SyntaxError(compiled.diagnostics.map(({ message }) => message).join("\n"));
}

/** Starts a run at an instant; what it asks of clocks is answered. */
function start(plan: Plan, when: string, data: JsonObject = {}, profile: JsonObject = {}): Player {
  const run = createPlayer(plan, data, profile);
  run.play(`started @${at(when)}`);
  answerZones(run);
  return run;
}

function answerZones(run: Player): number {
  for (let asked = 0; ; asked += 1) {
    const command = run.commands.find(({ kind }) => kind === "read-zone");
    if (command?.kind !== "read-zone") return asked;
    run.play(`zone ${command.step} ${command.zone} ${command.span}`);
  }
}

const wakeAt = (run: Player): string => {
  const command = run.commands.find(({ kind }) => kind === "wake-at");
  return command?.kind === "wake-at" && command.at !== null ? new Date(command.at).toISOString() : "never";
};

const delay = (rule: string): Plan =>
  berlin(
    `start: event a -> hop\nhop: if "true" -> yes rest, else done\nrest: delay ${rule} -> done\ndone: end good`,
  );

describe("a wait in a zone", () => {
  it("asks for the clocks once, and then waits", () => {
    const run = createPlayer(delay("P1D"));
    expect(run.play(`started @${at("2026-03-28T11:00:00Z")}`)).toBe("read-zone rest.1");
    expect(run.state.tokens[0]).toMatchObject({ at: "rest.1", phase: "zone" });
    run.play("zone rest.1 Europe/Berlin 101");
    expect(wakeAt(run)).toBe("2026-03-29T10:00:00.000Z");
  });

  it.each([
    ["P1D", "2026-03-28T11:00:00Z", {}, "2026-03-29T10:00:00.000Z"],
    ["PT24H", "2026-03-28T11:00:00Z", {}, "2026-03-29T11:00:00.000Z"],
    ["P1M", "2026-01-31T11:00:00Z", {}, "2026-02-28T11:00:00.000Z"],
    ["P1Y", "2024-02-29T11:00:00Z", {}, "2025-02-28T11:00:00.000Z"],
    ["$trigger.data.length", "2026-03-28T11:00:00Z", { length: "P1M" }, "2026-04-28T10:00:00.000Z"],
    ["$duration('P1W')", "2026-03-28T11:00:00Z", {}, "2026-04-04T10:00:00.000Z"],
    ["at:02:30", "2026-03-28T11:00:00Z", {}, "2026-03-29T01:30:00.000Z"],
    ["at:02:30", "2026-10-24T11:00:00Z", {}, "2026-10-25T00:30:00.000Z"],
    ["until:trigger.data.when", "2026-01-01T00:00:00Z", { when: "2026-05-04" }, "2026-05-03T22:00:00.000Z"],
    [
      "until:trigger.data.when",
      "2026-01-01T00:00:00Z",
      { when: "2026-05-04T10:00" },
      "2026-05-04T08:00:00.000Z",
    ],
    [
      "until:trigger.data.when",
      "2026-01-01T00:00:00Z",
      { when: "2026-05-04T10:00:00Z" },
      "2026-05-04T10:00:00.000Z",
    ],
    [
      "until:timestamp(trigger.data.when)",
      "2026-01-01T00:00:00Z",
      { when: "2026-05-04" },
      "2026-05-03T22:00:00.000Z",
    ],
    ["until:today()+'T18:00'", "2026-06-30T23:00:00Z", {}, "2026-07-01T16:00:00.000Z"],
  ])("%s from %s with %j lasts until %s", (rule, when, data, until) => {
    const run = start(delay(rule), when, data);
    expect(run.state.tokens[0]?.parked).toBeUndefined();
    expect(wakeAt(run)).toBe(until);
  });

  it.each([
    [{ until: { $cel: "trigger.data.when" }, offset: "-P1M" }, "2026-04-04T08:00:00.000Z"],
    [{ until: { $cel: "trigger.data.when" }, zone: "subject" }, "2026-05-04T14:00:00.000Z"],
    [{ at: "09:00", zone: "subject" }, "2026-01-01T14:00:00.000Z"],
  ])("%j lasts until %s", (timeout, until) => {
    const plan = berlin("start: event a -> rest\nrest: delay P1D -> done\ndone: end good", {
      rest: { timeout },
    });
    const profile = { timeZone: "America/New_York" };
    expect(wakeAt(start(plan, "2026-01-01T00:00:00Z", { when: "2026-05-04T10:00" }, profile))).toBe(until);
  });

  it.each([{}, { timeZone: "Mars/Olympus" }, { timeZone: 7 }, { timeZone: "" }])(
    "goes by the flow's where the profile says %j",
    (profile) => {
      const timeout = { at: "09:00", zone: "subject" };
      const plan = berlin("start: event a -> rest\nrest: delay P1D -> done\ndone: end good", {
        rest: { timeout },
      });
      expect(wakeAt(start(plan, "2026-01-01T00:00:00Z", {}, profile))).toBe("2026-01-01T08:00:00.000Z");
    },
  );

  it("takes an event that comes while the clocks are read", () => {
    const plan = berlin("start: event a -> w\nw: wait b/came timeout=P1D -> came done\ndone: end good");
    const run = createPlayer(plan);
    expect(run.play(`started @${at("2026-01-01T00:00:00Z")}`)).toBe("read-zone w.1");
    run.play("1 event w.1/came");
    expect(run.play("zone w.1 Europe/Berlin 101")).toBe("close good 1");
  });

  it("can be cancelled while the clocks are read", () => {
    const run = createPlayer(delay("P1D"));
    run.play(`started @${at("2026-01-01T00:00:00Z")}`);
    run.play("1 cancel");
    expect(run.play("zone rest.1 Europe/Berlin 101")).toContain("close cancelled 1");
  });
});

describe("a condition in a zone", () => {
  const plan = (condition: string): Plan =>
    berlin(
      `start: event a -> when\nwhen: if "${condition}" -> yes day, else night\nday: end day\nnight: end night`,
    );

  it.each([
    ["now.getHours() >= 9 && now.getHours() < 17", "2026-07-01T07:30:00Z", "day"],
    ["now.getHours() >= 9 && now.getHours() < 17", "2026-07-01T15:30:00Z", "night"],
    ["now.weekday() <= 5", "2026-07-05T22:30:00Z", "day"],
    ["today() == trigger.data.day", "2026-07-04T22:30:00Z", "day"],
    ["now.getHours('subject') == 18", "2026-07-04T22:30:00Z", "day"],
    ["trigger.data.nothing > 1 || now.getHours() == 0", "2026-07-04T22:30:00Z", "day"],
    ["false && now.getHours() == 0", "2026-07-04T22:30:00Z", "night"],
  ])("%s at %s: %s", (condition, when, outcome) => {
    const run = start(plan(condition), when, { day: "2026-07-05" }, { timeZone: "America/New_York" });
    expect(run.state.closing?.outcome).toBe(outcome);
  });

  it("parks at a zone that does not exist, with words", () => {
    const run = start(plan("now.getHours(trigger.data.zone) > 1"), "2026-01-01T00:00:00Z", {
      zone: "Mars/Olympus",
    });
    expect(run.state.tokens[0]?.parked?.message).toContain('there is no time zone "Mars/Olympus"');
  });

  it("parks where it goes over zones without end", () => {
    const zones = Intl.supportedValuesOf("timeZone").slice(0, 70);
    const run = start(plan("trigger.data.zones.all(z, now.getHours(z) >= 0)"), "2026-01-01T00:00:00Z", {
      zones,
    });
    expect(run.state.tokens[0]?.parked?.message).toContain("more than 64 zones");
  });
});

it("reads rules again that are older than a day", () => {
  const plan = berlin(`
    start: event a -> when
    when: if "now.getHours() < 25" -> yes rest, else done
    rest: delay PT25H -> again
    again: if "now.getHours() < 25" -> yes done, else done
    done: end x
  `);
  const run = createPlayer(plan);
  run.play(`started @${at("2026-01-01T00:00:00Z")}`);
  expect(answerZones(run)).toBe(1);
  const { bytes } = run.state;
  expect(run.play(`timer @${at("2026-01-02T01:00:00Z")}`)).toContain("read-zone again.1");
  expect(answerZones(run)).toBe(1);
  expect(Object.keys(run.state.zones)).toEqual(["Europe/Berlin 101"]);
  expect(Math.abs(run.state.bytes - bytes)).toBeLessThan(200);
});
