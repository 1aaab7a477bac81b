// A complete `cart-recovery` in every shape that crosses HTTP. The API's own test writes these files from what it answers.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { receiptSchema } from "./events.ts";
import { validationSchema } from "./flows.ts";
import { problemSchema } from "./problem.ts";
import { liveMessageSchema } from "./rest.ts";
import { runSchema } from "./runs.ts";
import { taskSchema } from "./tasks.ts";

const folder = new URL("../../../fixtures/cart-recovery/http/", import.meta.url);

const schemas: Readonly<Record<string, z.ZodType>> = {
  "run-open": runSchema,
  "run-closed": runSchema,
  "run-parked": runSchema,
  receipts: z.array(receiptSchema),
  task: taskSchema,
  "task-decided": taskSchema,
  validation: validationSchema,
  problem: problemSchema,
  live: z.array(liveMessageSchema),
};
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

describe("the fixtures of cart-recovery over HTTP", () => {
  it("all have a schema", () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(schemas)
        .map((name) => `${name}.json`)
        .toSorted(),
    );
  });

  it.each(Object.entries(schemas))(
    "%s has the contract's form, and no field that the contract lacks",
    (name, schema) => {
      expect(schema.parse(read(name))).toEqual(read(name));
    },
  );

  it("hold one of everything: a trail with values and an error, verdicts, a form, each live message", () => {
    const trails = ["run-closed", "run-parked"].flatMap((name) => runSchema.parse(read(name)).trail);
    expect(trails.some(({ input, output }) => input !== undefined && output !== undefined)).toBe(true);
    expect(trails.some(({ error }) => error !== null)).toBe(true);
    const lines = z
      .array(receiptSchema)
      .parse(read("receipts"))
      .flatMap((receipt) => receipt.lines);
    expect(lines.map(({ verdict }) => verdict)).toEqual(
      expect.arrayContaining(["started", "woke", "refused", "missed"]),
    );
    expect(taskSchema.parse(read("task")).form).toMatchObject({ type: "object" });
    const kinds = liveMessageSchema.options.map((option) => option.shape.kind.value);
    expect(
      z
        .array(liveMessageSchema)
        .parse(read("live"))
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(kinds.toSorted());
  });
});
