// The shapes that cross a border, as files: a change of shape is a change of a fixture, seen in review.
// `npx vitest run packages/flow/src/compile/cart-recovery.test.ts -u` writes them anew.
import { expect, it } from "vitest";
import document from "../../../../examples/cart-recovery/flow.json" with { type: "json" };
import nodeTypesList from "../../../../fixtures/cart-recovery/node-types.json" with { type: "json" };
import { parseDocument } from "../document/schema.ts";
import type { MatchedEvent } from "../event.ts";
import { toNodeTypes } from "../node-type.ts";
import type { NodeType } from "../node-type.ts";
import { advance } from "../stepper/advance.ts";
import type { Command, Fact, StartInput } from "../stepper/facts.ts";
import { initialState } from "../stepper/state.ts";
import { check } from "../check/check.ts";
import { compile } from "./compile.ts";

const fixtures = "../../../../fixtures/cart-recovery";
// JSON knows no unions of literals; the compiler's checks are what this test is about.
const nodeTypes = toNodeTypes(nodeTypesList as unknown as readonly NodeType[]);
const startedAt = "2026-01-05T10:00:00.120Z";
const t0 = Date.parse(startedAt);

function compiled(): Extract<ReturnType<typeof compile>, { ok: true }> {
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new SyntaxError(JSON.stringify(parsed.problems));
  const result = compile(check(parsed.document, nodeTypes), { version: 1 });
  if (!result.ok) throw new SyntaxError(JSON.stringify(result.diagnostics));
  return result;
}

const trigger: MatchedEvent = {
  id: "evt-1",
  source: "shop",
  type: "cart.updated",
  time: "2026-01-05T10:00:00Z",
  subject: "customer-1",
  data: { cartId: "cart-1", total: 740 },
  seq: 1001,
  no: 501,
  receivedAt: "2026-01-05T10:00:00.080Z",
};

const click: MatchedEvent = {
  id: "evt-2",
  source: "throughline/links",
  type: "email.clicked",
  time: "2026-01-05T12:00:00Z",
  subject: "customer-1",
  data: {
    run: "cart-recovery.k3f9aaaaaaaaaaaaaaaaaaaaaa",
    step: "offer.1",
    link: "0",
    url: "https://shop.example/cart/cart-1",
    looksAutomatic: false,
  },
  seq: 1044,
  no: 530,
  receivedAt: "2026-01-05T12:00:00.060Z",
};

function startInput(): StartInput {
  const { plan, planHash } = compiled();
  return {
    plan,
    planHash,
    run: "cart-recovery.k3f9aaaaaaaaaaaaaaaaaaaaaa",
    subject: "customer-1",
    trigger,
    triggerStep: plan.triggers[0]?.step ?? "",
    profile: { email: "ada@example.com", firstName: "Ada" },
    startedAt,
  };
}

const HOUR = 3_600_000;
const offerOutput = {
  code: "COMEBACK-k3f9aaaa",
  value: "10%",
  expiresAt: "2026-01-07T10:30:00.000Z",
  messageId: "<1@throughline.local>",
};
const turns: readonly (readonly Fact[])[] = [
  [{ kind: "started", at: t0 }],
  [{ kind: "timer", at: t0 + HOUR / 2 }],
  [{ kind: "expired", step: "ordered.1", answer: "expired", at: t0 + HOUR / 2 + 5 }],
  [
    {
      kind: "profile",
      step: "offer.1",
      profile: { email: "ada@example.com", firstName: "Ada" },
      at: t0 + HOUR / 2 + 9,
    },
  ],
  [{ kind: "done", step: "offer.1", port: "sent", output: offerOutput, at: t0 + HOUR / 2 + 900 }],
  [
    {
      kind: "zone",
      step: "reaction.1",
      zone: "Europe/Berlin",
      span: 101,
      clocks: { offset: 3600, changes: [] },
      at: t0 + HOUR / 2 + 902,
    },
  ],
  [{ kind: "opened", step: "reaction.1", at: t0 + HOUR / 2 + 904 }],
  [{ kind: "timer", at: t0 + HOUR / 2 + 900 + 24 * HOUR }],
  [{ kind: "expired", step: "reaction.1", answer: "expired", at: t0 + 25 * HOUR }],
  [
    {
      kind: "profile",
      step: "call.1",
      profile: { email: "ada@example.com", firstName: "Ada" },
      at: t0 + 25 * HOUR + 4,
    },
  ],
  [{ kind: "opened", step: "call.1", at: t0 + 25 * HOUR + 7 }],
  [
    {
      kind: "delivered",
      n: 1,
      at: t0 + 26 * HOUR,
      delivery: {
        kind: "decision",
        task: "cart-recovery.k3f9aaaaaaaaaaaaaaaaaaaaaa.call.1",
        step: "call.1",
        decision: "called",
        values: { note: "orders on Monday" },
        by: "grace@example.com",
        at: "2026-01-06T12:00:00.000Z",
      },
    },
  ],
  [{ kind: "closed", answer: { kind: "closed", outcome: "called" }, at: t0 + 26 * HOUR + 8 }],
];

function play(): readonly { readonly facts: readonly Fact[]; readonly commands: readonly Command[] }[] {
  const input = startInput();
  let state = initialState(input);
  return turns.map((facts) => {
    const step = advance(input.plan, state, facts);
    ({ state } = step);
    return { facts, commands: step.commands };
  });
}

async function matchFixture(name: string, value: unknown): Promise<void> {
  await expect(`${JSON.stringify(value, null, 2)}\n`).toMatchFileSnapshot(`${fixtures}/${name}.json`);
}

it("compiles to the plan of the fixture without a finding", async () => {
  const { plan, diagnostics } = compiled();
  expect(diagnostics).toEqual([]);
  await matchFixture("plan", plan);
});

it("starts, steps, signals and calls activities as the fixtures say", async () => {
  const input = startInput();
  const story = play();
  const run = story.flatMap(({ commands }) => commands).find((command) => command.kind === "run");
  if (run?.kind !== "run") throw new RangeError("the journey runs no step");
  const { typeVersion, config, scope, key, step, unsure } = run;
  await matchFixture("start-input", input);
  await matchFixture("facts-and-commands", story);
  await matchFixture("activity-input", {
    typeVersion,
    config,
    scope,
    key,
    step,
    unsure,
    subject: input.subject,
    run: input.run,
  });
  await matchFixture("signal", { n: 1, kind: "event", wait: "reaction.1", port: "clicked", event: click });
  expect(story.at(-1)?.commands).toEqual([{ kind: "finish", outcome: "called" }]);
});
