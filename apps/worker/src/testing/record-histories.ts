// Records what `workflow/replay.test.ts` replays. Run it once when an engine number is new, or when a run of the newest
// engine can do something new: tsx --conditions @throughline/source apps/worker/src/testing/record-histories.ts
import { mkdir, writeFile } from "node:fs/promises";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { ApplicationFailure } from "@temporalio/common";
import { ENGINE } from "@throughline/flow";
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { asks, chain, event, runs, waits } from "./plans.ts";
import { quietLogger } from "./quiet.ts";
import { createRunWorld } from "./run-world.ts";
import type { BegunRun, RunWorld } from "./run-world.ts";
import { openTestTemporal } from "./temporal.ts";

const lowLimits = { "#workflow-limits": new URL("low-limits.ts", import.meta.url).pathname };
const HOUR = { kind: "after", ms: 3_600_000 } as const;
const came = (wait: string) => ({ kind: "event", wait, port: "came", event: event("tick") }) as const;

/** One run each that goes through what its name says. */
const journeys: Record<string, (world: RunWorld) => Promise<BegunRun>> = {
  async "every-instruction"({ begin }) {
    const short = { kind: "after", ms: 20 } as const;
    const run = await begin(
      chain("every-instruction", [
        runs("one", "send-note"),
        runs("two", "send-note", { quick: true }),
        waits("known", "tick", { timeout: HOUR }),
        waits("asked", "tick", { static: false, since: { kind: "step" }, timeout: short }),
        asks("call"),
      ]),
    );
    await run.until("known.1", "active");
    await run.send(1, came("known.1"));
    await run.until("call.1", "active");
    const at = new Date().toISOString();
    await run.send(2, {
      kind: "decision",
      task: `${run.id}.call.1`,
      step: "call.1",
      decision: "yes",
      values: {},
      by: "bo",
      at,
    });
    return run;
  },
  async "parked-and-repaired"({ begin }) {
    const run = await begin(
      chain("parked-and-repaired", [runs("one", "fail-once"), runs("two", "send-note")]),
    );
    await run.until("one.1", "parked");
    await run.handle.executeUpdate("resolve", { args: [{ step: "one.1", how: { action: "retry" } }] });
    return run;
  },
  async "paused-and-cancelled"({ begin }) {
    const run = await begin(chain("paused-and-cancelled", [waits("known", "tick", { timeout: HOUR })]));
    await run.until("known.1", "active");
    await run.send(1, { kind: "pause", by: "ann" });
    await run.send(2, { kind: "resume", by: "ann" });
    await run.handle.cancel();
    return run;
  },
  async "profile-read-again"({ begin }) {
    const run = await begin(
      chain("profile-read-again", [
        runs("one", "send-note"),
        runs("two", "send-note", { readsProfile: true }),
        waits("known", "tick", { timeout: HOUR }),
        runs("three", "send-note", { readsProfile: true }),
      ]),
    );
    await run.until("known.1", "active");
    await run.send(1, came("known.1"));
    return run;
  },
  async "asked-after-it-continued"({ begin }) {
    const ids = Array.from({ length: 30 }, (_, index) => `w${index}`);
    const late = waits("late", "tick", { static: false, since: { kind: "step" } });
    const run = await begin(
      chain("asked-after-it-continued", [
        ...ids.map((id) => waits(id, "tick")),
        late,
        runs("one", "send-note"),
      ]),
    );
    for (const [index, id] of ids.entries()) {
      if (index % 10 === 0) await run.until(`${id}.1`, "active");
      await run.send(index + 1, came(`${id}.1`));
    }
    await run.until("late.1", "active");
    await run.send(ids.length + 1, came("late.1"));
    return run;
  },
  async continued({ begin }) {
    const ids = Array.from({ length: 40 }, (_, index) => `w${index}`);
    const run = await begin(
      chain("continued", [...ids.map((id) => waits(id, "tick")), runs("one", "send-note")]),
    );
    for (const [index, id] of ids.entries()) {
      if (index % 10 === 0) await run.until(`${id}.1`, "active");
      await run.send(index + 1, came(`${id}.1`));
    }
    return run;
  },
};

const temporal = await openTestTemporal();
const bundle = await makeWorkflowBundle({ logger: quietLogger, alias: lowLimits });
const folder = new URL(`../../histories/engine-${ENGINE}/`, import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, journey] of Object.entries(journeys)) {
  let failed = false;
  const world = createRunWorld(temporal, bundle, {
    "send-note": async () => ({ output: { sent: true } }),
    "fail-once": async () => {
      if (failed) return { output: null };
      failed = true;
      throw ApplicationFailure.nonRetryable("the address is not one", "bad-address");
    },
  });
  await world.startWorker();
  const run = await journey(world);
  await run.handle.result();
  for await (const { runId } of world.client.workflow.list({ query: `WorkflowId = "${run.id}"` })) {
    const history = await world.client.workflow.getHandle(run.id, runId).fetchHistory();
    const isLater = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    const file = `${name}${isLater ? `-${runId.slice(-4)}` : ""}.json`;
    await writeFile(new URL(file, folder), withoutPlace(historyToJSON(history)));
  }
  await world.close();
}
await temporal.close();

/** Stack traces and identities would tell where it was recorded. */
function withoutPlace(json: string): string {
  return json
    .replaceAll(new URL("../../../../", import.meta.url).pathname, "/")
    .replace(/"identity": ?"\d+@[^"]*"/g, '"identity": "worker"');
}
