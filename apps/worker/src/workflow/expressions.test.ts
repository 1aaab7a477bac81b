// Expressions on a real worker, in the sandbox in which runs evaluate them.
import { fileURLToPath } from "node:url";
import { Client } from "@temporalio/client";
import { Worker } from "@temporalio/worker";
import { evaluate, readZone } from "@throughline/flow";
import type { Evaluation, Json, JsonObject } from "@throughline/flow";
import { evaluateBy } from "@throughline/flow/stepper";
import type { ZoneSpan } from "@throughline/flow/stepper";
import { answerOf, randomExpressions, readExpressionCorpus } from "@throughline/flow/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import corpus from "../../../../fixtures/expressions.json" with { type: "json" };
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { quietLogger } from "../testing/quiet.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";

const taskQueue = "test-expressions";
const { scope, rows } = readExpressionCorpus(corpus);
const zone = "Europe/Berlin";

let temporal: TestTemporal;
let worker: Worker;
let running: Promise<void>;
beforeAll(async () => {
  const workflows = fileURLToPath(new URL("../testing/evaluate-workflow.ts", import.meta.url));
  const [opened, code] = await Promise.all([
    openTestTemporal(),
    makeWorkflowBundle({ logger: quietLogger, workflows }),
  ]);
  temporal = opened;
  worker = await Worker.create({ connection: temporal.connection, taskQueue, workflowBundle: { code } });
  running = worker.run();
}, 120_000);
afterAll(async () => {
  worker.shutdown();
  await running;
  await temporal.close();
});

/** The clocks that the expressions read, as a run would have asked for them. */
function zonesOf(texts: readonly string[], seen: JsonObject): Readonly<Record<string, ZoneSpan | null>> {
  const zones: Record<string, ZoneSpan | null> = {};
  const clocks = {
    zone,
    spanOf: (name: string, span: number) => (zones[`${name} ${span}`] = readZone(name, span)),
  };
  for (const text of texts) evaluateBy(clocks, text, seen);
  return zones;
}

async function inSandbox(texts: readonly string[], seen: JsonObject): Promise<readonly Evaluation<Json>[]> {
  const client = new Client({ connection: temporal.connection });
  return client.workflow.execute("evaluateAll", {
    taskQueue,
    workflowId: `expressions-${texts.length}`,
    args: [texts, seen, { zone, zones: zonesOf(texts, seen) }],
  }) as Promise<readonly Evaluation<Json>[]>;
}

describe("expressions in the sandbox", () => {
  it("give and say what the corpus does", async () => {
    const answers = await inSandbox(
      rows.map(({ expression }) => expression),
      scope,
    );
    const named = (of: readonly unknown[]) =>
      rows.map(({ expression }, index) => ({ expression, ...(of[index] as object) }));
    expect(named(answers)).toEqual(named(rows.map(answerOf)));
  });

  it("give and say what they do in Node, whatever is written", async () => {
    const texts = randomExpressions(Date.now() % 1_000_000, 5000);
    const answers = await inSandbox(texts, { ...scope, x: 1 });
    const differ = texts.filter(
      (text, index) => JSON.stringify(answers[index]) !== JSON.stringify(evaluate(text, { ...scope, x: 1 })),
    );
    expect(differ).toEqual([]);
  });
});
