import { describe, expect, test } from "vitest";
import { check, type Observed } from "./check.ts";
import type { LedgerLine } from "./ledger.ts";

const sent = (op: number, id: string, outcome: LedgerLine["outcome"] = "ok"): LedgerLine => ({
  op,
  kind: "send",
  t0: op,
  t1: op + 0.5,
  source: "shop",
  id,
  subject: "c1",
  outcome,
  event: outcome === "ok" ? String(op) : null,
  why: null,
});

const good: Observed = {
  ledger: [sent(1, "a"), sent(2, "b"), sent(3, "c", "info")],
  sinks: [{ t: 5, sink: "smtp", key: "f.1/offer.1/mail", run: "f.1", step: "offer.1", messageId: "<m1>" }],
  runs: [{ id: "f.1", flow: "f", state: "closed", outcome: "done", entry: { source: "shop", id: "a" } }],
  events: [
    { source: "shop", id: "a", event: "1", matched: true, lines: 1 },
    { source: "shop", id: "b", event: "2", matched: true, lines: 1 },
  ],
  workflows: [{ id: "f.1", open: false }],
  // The same number in two executions of one chain is no repeat: the run drops it.
  signals: [
    { run: "f.1", execution: "x1", n: 1 },
    { run: "f.1", execution: "x2", n: 1 },
    { run: "f.1", execution: "x2", n: 2 },
  ],
  leftovers: { pending: 0, deliveries: 0, waits: 0, openTasks: 0 },
  kills: 0,
};

describe("the checker", () => {
  test("finds nothing wrong with a good log", () => {
    expect(check(good)).toMatchObject({ ok: true, accepted: 2, lost: 0, examples: [] });
  });

  const wrong: readonly (readonly [string, Observed, object])[] = [
    ["an acknowledged event that is not stored", { ...good, events: good.events.slice(1) }, { lost: 1 }],
    [
      "an event that nothing explains",
      { ...good, events: good.events.map((e) => ({ ...e, lines: 0 })) },
      { unexplained: 2 },
    ],
    [
      "an event nobody sent",
      { ...good, events: [...good.events, { source: "shop", id: "z", event: "9", matched: true, lines: 1 }] },
      { phantomEvents: 1 },
    ],
    [
      "an event that was refused and stored all the same",
      {
        ...good,
        ledger: [...good.ledger, sent(4, "d", "fail")],
        events: [...good.events, { source: "shop", id: "d", event: "4", matched: true, lines: 1 }],
      },
      { phantomEvents: 1 },
    ],
    [
      "two runs of one event",
      { ...good, runs: [...good.runs, { ...good.runs[0]!, id: "f.2" }] },
      { doubleStarts: 1 },
    ],
    [
      "two workflows of one run",
      { ...good, workflows: [...good.workflows, ...good.workflows] },
      { doubleStarts: 1 },
    ],
    [
      "one step under two keys",
      { ...good, sinks: [...good.sinks, { ...good.sinks[0]!, key: "f.1/offer.1/mail-2" }] },
      { doubleEffects: 1 },
    ],
    [
      "one key with two Message-IDs",
      { ...good, kills: 1, sinks: [...good.sinks, { ...good.sinks[0]!, messageId: "<m2>" }] },
      { doubleEffects: 1 },
    ],
    [
      "a repeat that no kill explains",
      { ...good, sinks: [...good.sinks, ...good.sinks] },
      { rawRepeats: ["f.1/offer.1/mail"] },
    ],
    [
      "a key of another step",
      { ...good, sinks: [{ ...good.sinks[0]!, key: "f.1/other.1/mail" }] },
      { keyMismatches: 1 },
    ],
    [
      "an effect of a stranger",
      { ...good, sinks: [...good.sinks, { ...good.sinks[0]!, run: "x", key: "x/offer.1/mail" }] },
      { strangers: 1 },
    ],
    [
      "a run that never ended",
      {
        ...good,
        runs: [{ ...good.runs[0]!, state: "open", outcome: null }],
        workflows: [{ id: "f.1", open: true }],
      },
      { unfinished: 1 },
    ],
    [
      "a run that Temporal lost",
      { ...good, runs: [{ ...good.runs[0]!, state: "open", outcome: null }] },
      { orphansPostgres: 1 },
    ],
    [
      "a workflow that outlived its row",
      { ...good, workflows: [{ id: "f.1", open: true }] },
      { orphansTemporal: 1 },
    ],
    [
      "a delivery that one execution was told twice",
      { ...good, signals: [...good.signals, { run: "f.1", execution: "x2", n: 2 }] },
      { signalRepeats: 1 },
    ],
    [
      "a delivery nobody settled",
      { ...good, leftovers: { ...good.leftovers, deliveries: 1 } },
      { leftovers: 1 },
    ],
  ];
  test.each(wrong)("catches %s", (_name, observed, found) => {
    const verdict = check(observed);
    expect(verdict).toMatchObject({ ok: false, ...found });
    expect(verdict.examples.length + verdict.rawRepeats.length).toBeGreaterThan(0);
  });
});
