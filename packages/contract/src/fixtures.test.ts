// A complete `cart-recovery` in every shape that crosses HTTP. The API's own test writes these files from what it answers.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import live from "../../../fixtures/cart-recovery/http/live.json" with { type: "json" };
import problem from "../../../fixtures/cart-recovery/http/problem.json" with { type: "json" };
import receipts from "../../../fixtures/cart-recovery/http/receipts.json" with { type: "json" };
import runClosed from "../../../fixtures/cart-recovery/http/run-closed.json" with { type: "json" };
import runOpen from "../../../fixtures/cart-recovery/http/run-open.json" with { type: "json" };
import runParked from "../../../fixtures/cart-recovery/http/run-parked.json" with { type: "json" };
import task from "../../../fixtures/cart-recovery/http/task.json" with { type: "json" };
import taskDecided from "../../../fixtures/cart-recovery/http/task-decided.json" with { type: "json" };
import validation from "../../../fixtures/cart-recovery/http/validation.json" with { type: "json" };
import { receiptSchema } from "./events.ts";
import { validationSchema } from "./flows.ts";
import { liveMessageSchema } from "./live.ts";
import { problemSchema } from "./problem.ts";
import { runSchema } from "./runs.ts";
import { taskSchema } from "./tasks.ts";

const fixtures: readonly (readonly [name: string, schema: z.ZodType, value: unknown])[] = [
  ["run-open", runSchema, runOpen],
  ["run-closed", runSchema, runClosed],
  ["run-parked", runSchema, runParked],
  ["receipts", z.array(receiptSchema), receipts],
  ["task", taskSchema, task],
  ["task-decided", taskSchema, taskDecided],
  ["validation", validationSchema, validation],
  ["problem", problemSchema, problem],
  ["live", z.array(liveMessageSchema), live],
];

describe("the fixtures of cart-recovery over HTTP", () => {
  it.each(fixtures)(
    "%s has the contract's form, and no field that the contract lacks",
    (_name, schema, value) => {
      expect(schema.parse(value)).toEqual(value);
    },
  );

  it("hold one of everything: a trail with values and an error, verdicts, a form, each live message", () => {
    const trail = [runClosed, runParked].flatMap((run) => runSchema.parse(run).trail);
    expect(trail.some(({ input, output }) => input !== undefined && output !== undefined)).toBe(true);
    expect(trail.some(({ error }) => error !== null)).toBe(true);
    const lines = receipts.flatMap((receipt) => receiptSchema.parse(receipt).lines);
    expect(lines.map(({ verdict }) => verdict)).toEqual(
      expect.arrayContaining(["started", "woke", "refused", "missed"]),
    );
    expect(taskSchema.parse(task).form).toMatchObject({ type: "object" });
    const kinds = liveMessageSchema.options.map((option) => option.shape.kind.value);
    expect(live.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted());
  });
});
