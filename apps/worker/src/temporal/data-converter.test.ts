// A codec in the place of the one data converter reaches everything that is written into a history and read from it.
import { dataConverter } from "@throughline/temporal";
import { turningCodec } from "@throughline/temporal/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { chain, event, runs, waits } from "../testing/plans.ts";
import { quietLogger } from "../testing/quiet.ts";
import { createRunWorld } from "../testing/run-world.ts";
import type { RunWorld } from "../testing/run-world.ts";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";
import type { StepInput } from "../workflow/step-input.ts";
import { makeWorkflowBundle } from "./workflow-bundle.ts";

let temporal: TestTemporal;
let bundle: string;
let world: RunWorld | undefined;
beforeAll(async () => {
  [temporal, bundle] = await Promise.all([openTestTemporal(), makeWorkflowBundle({ logger: quietLogger })]);
}, 120_000);
afterEach(() => world?.close());
afterAll(() => temporal?.close());

it("start, raw signal, step, query and update go through a codec and come back", async () => {
  const inputs: StepInput[] = [];
  const sendNote = async (input: StepInput) => {
    inputs.push(input);
    if (inputs.length === 1) throw new TypeError("not yet");
    return { output: { note: "confidential" } };
  };
  const converter = { ...dataConverter, payloadCodecs: [turningCodec] };
  world = createRunWorld(temporal, bundle, { "send-note": sendNote }, converter);
  await world.startWorker();
  const run = await world.begin(
    chain("coded", [
      waits("order", "order.placed"),
      runs("note", "send-note", {
        config: { text: "confidential" },
        options: { startToCloseMs: 10_000, attempts: 1, firstPauseMs: 10, longestPauseMs: 10 },
      }),
    ]),
  );
  await run.until("order.1", "active");
  await run.send(1, {
    kind: "event",
    wait: "order.1",
    port: "came",
    event: event("order.placed", { secret: "confidential" }),
  });
  await run.until("note.1", "parked");
  await run.handle.executeUpdate("resolve", { args: [{ step: "note.1", how: { action: "retry" } }] });
  expect(await run.handle.result()).toEqual({ outcome: "done" });
  expect(inputs.map(({ config }) => config)).toEqual([{ text: "confidential" }, { text: "confidential" }]);
  expect((await run.trail()).find(({ node }) => node === "note")?.output).toEqual({ note: "confidential" });
  const payloads = payloadsOf(JSON.stringify(await run.handle.fetchHistory()));
  expect(payloads).toContain("binary/turned");
  expect(payloads).not.toContain("confidential");
});

/** What the payloads of a history hold, as text. */
function payloadsOf(history: string): string {
  const places = history.matchAll(/"(?:data|encoding)":"([^"]*)"/g);
  return [...places].map(([, base64 = ""]) => Buffer.from(base64, "base64").toString()).join("\n");
}
