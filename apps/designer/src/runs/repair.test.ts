import { emptyDocument } from "@throughline/flow";
import type { NodeType } from "@throughline/flow";
import { expect, it } from "vitest";
import { inputOf, toRepair } from "./repair.ts";
import type { RepairChoice } from "./repair.ts";

const choice: RepairChoice = {
  action: "retry",
  port: "sent",
  output: "{}",
  input: null,
  target: null,
  outcome: "stopped",
};

it("a step can be tried again with another input", () => {
  expect(toRepair(choice)).toEqual({ ok: true, how: { action: "retry" } });
  expect(toRepair({ ...choice, input: '{ "to": "ada@example.com" }' })).toEqual({
    ok: true,
    how: { action: "retry", config: { to: "ada@example.com" } },
  });
  expect(toRepair({ ...choice, action: "send-again", input: "{}" })).toMatchObject({
    how: { action: "send-again", config: {} },
  });
});

it("what cannot be sent is said in a sentence", () => {
  const problem = (changes: Partial<RepairChoice>): unknown => toRepair({ ...choice, ...changes });
  expect(problem({ input: "{" })).toEqual({ ok: false, problem: "The input is not JSON." });
  expect(problem({ input: "[1]" })).toEqual({ ok: false, problem: "The input is an object: { … }." });
  expect(problem({ action: "set-output", output: "no" })).toEqual({
    ok: false,
    problem: "The result is not JSON.",
  });
  expect(problem({ action: "go-to" })).toEqual({ ok: false, problem: "Choose the node to go to." });
  expect(problem({ action: "exit", outcome: "Given up!" })).toEqual({
    ok: false,
    problem:
      "An outcome has 1 to 63 characters: letters, digits, dots, hyphens and underscores, a letter or digit first.",
  });
});

it("takes every outcome that a drawing may name", () => {
  for (const outcome of ["recovered", "Left_at.step-2", "9-lives", "offer.failed"]) {
    expect(toRepair({ ...choice, action: "exit", outcome })).toEqual({
      ok: true,
      how: { action: "exit", outcome },
    });
  }
});

it("the input to change starts as the visit got it, or as it is drawn", () => {
  const document = {
    ...emptyDocument("cart", "Cart"),
    nodes: [{ id: "a", type: "x", typeVersion: 1, name: "A", config: { to: "x" }, position: { x: 0, y: 0 } }],
  };
  const entry = {
    node: "a",
    visit: 1,
    state: "parked" as const,
    port: null,
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: null,
    error: null,
  };
  expect(JSON.parse(inputOf({ ...entry, input: { to: "y" } }, document, new Map()))).toEqual({ to: "y" });
  expect(JSON.parse(inputOf(entry, document, new Map()))).toEqual({ to: "x" });
});

it("a text that would be rendered is marked in the input that starts as it is drawn", () => {
  const config = { to: "{{ subject }}", body: "{{ subject }}" };
  const drawn = { id: "a", type: "x", typeVersion: 1, name: "A", config, position: { x: 0, y: 0 } };
  const document = { ...emptyDocument("cart", "Cart"), nodes: [drawn] };
  const schema = { properties: { to: { type: "string", "x-ui": { template: true, rendered: "line" } } } };
  const nodeTypes = new Map([["x@1", { config: schema } as unknown as NodeType]]); // all that is read of it
  const { node, visit, state, startedAt } = { node: "a", visit: 1, state: "parked" as const, startedAt: "" };
  const entry = { node, visit, state, startedAt, port: null, endedAt: null, error: null };
  expect(JSON.parse(inputOf(entry, document, nodeTypes))).toEqual({
    to: { $liquid: "{{ subject }}", as: "line" },
    body: "{{ subject }}",
  });
});
