// What holds for every flow and every order of facts.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../check/check.ts";
import { compile } from "../compile/compile.ts";
import { canonicalJson } from "../document/canonical-json.ts";
import type { FlowDocument } from "../document/schema.ts";
import { findStep } from "../find-step.ts";
import { portsOfStep } from "../instructions/advance.ts";
import { portsOf } from "../instructions/ports.ts";
import type { JsonObject } from "../json.ts";
import { nodeTypeKey } from "../node-type.ts";
import type { Plan } from "../plan.ts";
import { readZone } from "../time/host-zones.ts";
import { documentFromText, startInput, testNodeTypes } from "./index.ts";
import { advance, advanceDraft } from "../stepper/advance.ts";
import type { Command, Delivery, Fact } from "../stepper/facts.ts";
import { initialDraft, initialState } from "../stepper/state.ts";
import type { State } from "../stepper/state.ts";

/** A line of notation without its targets, and the ports it has. */
const kinds = [
  { line: "do", ports: ["next"] },
  { line: "do v=$trigger.data.maybe failed", ports: ["next", "failed"] },
  { line: "do v=$profile.email", ports: ["next"] },
  { line: "choose", ports: ["yes", "no"] },
  { line: "wait order/ordered click/clicked timeout=PT1H", ports: ["ordered", "clicked", "timeout"] },
  { line: "wait reply/reply since=step timeout=PT2H", ports: ["reply", "timeout"] },
  { line: "wait reply/reply", ports: ["reply"] },
  { line: "delay PT3H", ports: ["timeout"] },
  { line: "delay at:09:00", ports: ["timeout"] },
  { line: 'if "trigger.data.total > 5"', ports: ["yes", "else"] },
  { line: "share a/1 b/2", ports: ["a", "b"] },
  { line: "task sales yes/no due=PT4H", ports: ["yes", "no", "overdue"] },
] as const;

/** Documents that compile: each port leads to a later node or nowhere. */
const documents: fc.Arbitrary<FlowDocument> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      jumps: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((nodes) => {
    const lines = nodes.map(({ kind, jumps }, index) => {
      const targets = kind.ports.flatMap((port, at) => {
        const target = index + 1 + (jumps[at] ?? 0);
        if (target > nodes.length) return [];
        return [`${port} ${target === nodes.length ? "finish" : `n${target}`}`];
      });
      return `n${index}: ${kind.line} -> ${targets.join(", ")}`;
    });
    return documentFromText(["start: event begin -> n0", ...lines, "finish: end done"].join("\n"));
  });

function planOf(document: FlowDocument): Plan {
  const compiled = compile(check(document, testNodeTypes), { version: 1 });
  if (compiled.ok) return compiled.plan;
  throw new SyntaxError(JSON.stringify(compiled.diagnostics));
}

/** A host that answers one open question, or says something out of the blue, as the numbers say. */
function nextFact(
  state: State,
  plan: Plan,
  [choice, detail, hour]: readonly [number, number, number],
  before: number,
): Fact {
  const at = before + hour * 1_800_000;
  const n = state.handled + 1;
  const token = state.tokens[0];
  const step = token?.at ?? "none.1";
  const ports = portsAt(plan, token?.node);
  const port = ports[detail % Math.max(1, ports.length)] ?? "next";
  const questions = state.inFlight.map((name) => answerTo(name, detail, at, n));
  const blue: readonly Fact[] = [
    { kind: "timer", at },
    ...deliveries(step, port, state).map((delivery) => ({ kind: "delivered" as const, n, delivery, at })),
    { kind: "resolved", step, how: { action: "retry" }, at },
    { kind: "resolved", step, how: { action: "skip" }, at },
    { kind: "drain", at },
    { kind: "continued", at },
  ];
  const facts = choice % 3 === 0 || questions.length === 0 ? blue : questions;
  return facts[detail % facts.length] ?? { kind: "timer", at };
}

function portsAt(plan: Plan, node: string | undefined): readonly string[] {
  const step = node === undefined ? undefined : findStep(plan, node);
  if (step?.op === "wait") return step.events.map(({ port }) => port);
  return step?.op === "task" ? step.decisions.map(({ key }) => key) : ["next"];
}

function deliveries(step: string, port: string, state: State): readonly Delivery[] {
  const event = {
    id: "e",
    source: "t",
    type: "order",
    data: {},
    seq: 9,
    no: 9,
    receivedAt: "1970-01-01T00:00:00.000Z",
  };
  const isTask = state.tokens[0]?.phase === "awaited";
  return [
    { kind: "event", wait: step, port, event },
    { kind: "event", wait: "n3.1", port: "ordered", event },
    {
      kind: "decision",
      task: "t",
      step,
      decision: port,
      values: {},
      by: "ada",
      at: "1970-01-01T00:00:00.000Z",
    },
    { kind: "pause", by: "ada" },
    { kind: "resume", by: "ada" },
    { kind: "undeliverable", wait: step, reason: "too large" },
    ...(isTask ? [] : [{ kind: "interrupt" as const, name: "restart" }]),
  ];
}

function answerTo(name: string, detail: number, at: number, n: number): Fact {
  const [what = "", step = ""] = name.split(" ");
  switch (what) {
    case "run":
      return detail % 4 === 0
        ? { kind: "failed", step, code: "x", message: "x", at }
        : { kind: "done", step, output: { detail }, at };
    case "open":
      return { kind: "opened", step, at };
    case "expire":
      return detail % 2 === 0
        ? { kind: "expired", step, answer: "expired", at }
        : { kind: "overdue", step, answer: "overdue", at };
    case "zone":
      return {
        kind: "zone",
        step,
        zone: "Europe/Berlin",
        span: 98,
        clocks: readZone("Europe/Berlin", 98),
        at,
      };
    case "profile":
      return { kind: "profile", step, profile: { email: "a@b.c" }, at };
    default:
      return {
        kind: "closed",
        answer: detail % 3 === 0 ? { kind: "behind", nextN: n } : { kind: "closed", outcome: "done" },
        at,
      };
  }
}

interface Story {
  readonly document: FlowDocument;
  readonly plan: Plan;
  readonly facts: readonly Fact[];
  readonly states: readonly State[];
  readonly commands: readonly (readonly Command[])[];
}

const startOf = (plan: Plan) => startInput(plan, { total: 9, maybe: 1 }, { email: "a@b.c" });

const stories: fc.Arbitrary<Story> = fc
  .tuple(documents, fc.array(fc.tuple(fc.nat(5), fc.nat(20), fc.nat(6)), { maxLength: 40 }))
  .map(([document, choices]) => {
    const plan = freeze(planOf(document));
    const states = [freeze(initialState(startOf(plan)))];
    const facts: Fact[] = [{ kind: "started", at: 0 }];
    const commands: (readonly Command[])[] = [];
    for (const index of [...choices.keys(), -1]) {
      const before = states.at(-1)!;
      const fact = facts.at(-1)!;
      const step = advance(plan, before, [freeze(fact)]);
      states.push(freeze(step.state));
      commands.push(step.commands);
      const choice = choices[index];
      if (choice === undefined) break;
      facts.push(nextFact(step.state, plan, choice, fact.at));
    }
    return { document, plan, facts: facts.slice(0, commands.length), states, commands };
  });

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** Without what depends on where a batch ends: the last thing shown, and while paused (nothing is issued) the armed timer. */
const withoutShown = ({ shown: _shown, wakeAt, ...rest }: State): object => ({
  ...rest,
  wakeAt: rest.isPaused ? "as it was" : wakeAt,
});

describe("laws of advance()", () => {
  it("never throws, leaves its input alone and gives the same twice", () => {
    fc.assert(
      fc.property(stories, ({ plan, facts, states }) => {
        facts.forEach((fact, index) => {
          expect(advance(plan, states[index]!, [fact]).state).toEqual(states[index + 1]);
        });
      }),
    );
  });

  it("plays a run in place as it does from state to state, showing nothing", () => {
    fc.assert(
      fc.property(stories, ({ plan, facts, states, commands }) => {
        const draft = initialDraft(startOf(plan));
        facts.forEach((fact, index) => {
          expect(advanceDraft(plan, draft, [fact])).toEqual(
            commands[index]!.filter(({ kind }) => kind !== "show"),
          );
          expect({ ...draft, shown: null }).toEqual({ ...states[index + 1]!, shown: null });
        });
      }),
    );
  });

  it("takes facts in one batch as it takes them one by one, timers apart", () => {
    fc.assert(
      fc.property(stories, fc.nat(40), ({ plan, facts, states }, cut) => {
        const batch = facts.slice(cut);
        const isLast = batch.every(({ kind }, index) => kind !== "timer" || index === batch.length - 1);
        // `close` and `continue` are said at the end of a batch, so what answers them cannot come in the same one.
        if (
          !isLast ||
          batch.some(({ kind }) => kind === "closed" || kind === "continued" || kind === "drain")
        )
          return;
        const from = states[Math.min(cut, states.length - 1)]!;
        if (from.closing !== null || states.slice(cut).some(({ closing }) => closing !== null)) return;
        expect(withoutShown(advance(plan, from, batch).state)).toEqual(withoutShown(states.at(-1)!));
      }),
    );
  });

  it("has a state that survives JSON", () => {
    fc.assert(
      fc.property(stories, ({ states }) => {
        for (const state of states) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it("does nothing for a number it has handled", () => {
    fc.assert(
      fc.property(stories, ({ plan, facts, states }) => {
        const last = states.at(-1)!;
        const isRenumbered = facts.some(
          (fact) => fact.kind === "delivered" && fact.delivery.kind === "resume",
        );
        const first = facts.find((fact) => fact.kind === "delivered" && fact.n === last.handled);
        if (first === undefined || last.isDraining || isRenumbered) return;
        const { state, commands } = advance(plan, last, [first]);
        expect({ ...state, hasMoved: true }).toEqual({ ...last, hasMoved: true });
        expect(commands).toEqual([]);
      }),
    );
  });

  it("never gets stuck: a way on is open, in flight, or a person's to repair", () => {
    fc.assert(
      fc.property(stories, ({ states }) => {
        for (const state of states.slice(1)) {
          const isMoving =
            state.inFlight.length > 0 || state.isPaused || state.isDraining || state.finished !== null;
          if (state.held !== null) continue;
          const isWaiting = state.tokens.some(
            ({ phase }) => phase === "waiting" || phase === "awaited" || phase === "parked",
          );
          const isBehind = state.closing !== null && state.closing.from > state.handled + 1;
          expect(isMoving || isWaiting || isBehind, JSON.stringify(state)).toBe(true);
        }
      }),
    );
  });

  it("asks to close once for what it knows, whatever it is answered without anything new", () => {
    fc.assert(
      fc.property(stories, fc.nat(50), ({ plan, states }, nextN) => {
        let state = states.find(({ closing }) => closing?.isAsked === true);
        if (state === undefined) return;
        let asked = 0;
        for (let round = 0; round < 5; round += 1) {
          const kind = nextN > state.handled + 1 ? "behind" : "ahead";
          const step = advance(plan, state, [{ kind: "closed", answer: { kind, nextN }, at: 0 }]);
          ({ state } = step);
          asked += step.commands.filter((command) => command.kind === "close").length;
        }
        // Where the number is the one it has come to, another answer was given to an older question.
        expect(asked).toBeLessThanOrEqual(
          nextN === state.handled + 1 || state.closing?.isForced === true ? 5 : 0,
        );
      }),
    );
  });

  it("is ended by a cancel whatever holds it and whatever its number", () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 1, max: 12 }), ({ plan, states }, n) => {
        const last = states.at(-1)!;
        if (last.finished !== null || n > last.handled + 1 || last.isDraining) return;
        if (last.closing !== null && last.taken.some((taken) => taken.n === n)) return;
        const delivery: Delivery = { kind: "cancel", by: "ada" };
        const { state } = advance(plan, last, [{ kind: "delivered", n, delivery, at: 0 }]);
        expect(state.closing).not.toBeNull();
        expect(state.held).toBeNull();
      }),
    );
  });

  it("arms the timer for every deadline it waits for", () => {
    fc.assert(
      fc.property(stories, ({ states }) => {
        for (const state of states.slice(1)) {
          if (state.isPaused || state.isDraining || state.held !== null || state.finished !== null) continue;
          const deadlines = state.tokens
            .filter(({ phase }) => phase === "waiting")
            .flatMap(({ deadline }) => deadline ?? []);
          expect(state.wakeAt).toBe(deadlines.length === 0 ? null : Math.min(...deadlines));
        }
      }),
    );
  });
});

/** The same journey, drawn anew: moved, in another order, with another way in before everything. */
function drawnAnew(document: FlowDocument): FlowDocument {
  const more = documentFromText("a0: event other -> a1\na1: do -> a2\na2: end elsewhere");
  const nodes = document.nodes.map((node) => ({
    ...node,
    position: { x: -node.position.y, y: node.position.x },
  }));
  return {
    ...document,
    nodes: [...more.nodes, ...nodes.reverse()],
    edges: [...more.edges, ...document.edges],
  };
}

describe("laws of a change of plan", () => {
  it("goes on at the same node with the state of the plan before", () => {
    fc.assert(
      fc.property(stories, ({ document, plan, facts, states, commands }) => {
        const anew = freeze(planOf(drawnAnew(document)));
        expect(anew.steps.findIndex(({ id }) => id === "start")).not.toBe(
          plan.steps.findIndex(({ id }) => id === "start"),
        );
        facts.forEach((fact, index) => {
          expect(advance(anew, states[index]!, [fact])).toEqual({
            state: states[index + 1],
            commands: commands[index],
          });
        });
      }),
    );
  });
});

describe("laws of compile()", () => {
  it("gives a step the ports that its node has on the drawing", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const plan = planOf(document);
        for (const node of document.nodes) {
          const step = findStep(plan, node.id);
          const type = testNodeTypes.get(nodeTypeKey(node.type, node.typeVersion))!;
          if (step !== undefined)
            expect(portsOfStep(step)).toEqual(portsOf(type, node.config as JsonObject, node.onFailure));
        }
      }),
    );
  });

  const places = fc.array(fc.record({ x: fc.integer(), y: fc.integer() }), { minLength: 10, maxLength: 10 });

  it("gives the same bytes for the same document, and a hash that knows no layout, names or version", () => {
    fc.assert(
      fc.property(
        documents,
        places,
        fc.string({ minLength: 1, maxLength: 9 }),
        (document, positions, name) => {
          const moved: FlowDocument = {
            ...document,
            name,
            notes: [{ id: "n", text: name, position: { x: 0, y: 0 } }],
            nodes: document.nodes
              .map((node, index) => ({ ...node, name, position: positions[index] ?? node.position }))
              .reverse(),
            edges: [...document.edges].reverse(),
          };
          const [one, again, other] = [
            compile(check(document, testNodeTypes), { version: 1 }),
            compile(check(document, testNodeTypes), { version: 1 }),
            compile(check(moved, testNodeTypes), { version: 2 }),
          ];
          if (!one.ok || !again.ok || !other.ok) throw new SyntaxError("does not compile");
          expect(canonicalJson(again.plan)).toBe(canonicalJson(one.plan));
          expect(other.planHash).toBe(one.planHash);
        },
      ),
    );
  });

  it("writes canonical JSON that reads back as the same value, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
