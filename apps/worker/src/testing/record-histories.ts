// Records what `workflow/replay.test.ts` replays, and the list of it. Run it when an engine number is new, when a run of the
// newest engine can do something new, or (until the first release) when what a run is made of has changed:
// tsx --conditions @throughline/source apps/worker/src/testing/record-histories.ts
import { mkdir, rm, writeFile } from "node:fs/promises";
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

interface Journey {
  /** For the list: what of a run it shows. */
  readonly shows: string;
  readonly play: (world: RunWorld) => Promise<BegunRun>;
}

/** One run each. One that continues as new is one file for each of its executions. */
const journeys: Record<string, Journey> = {
  "every-instruction": {
    shows:
      "every instruction once: a step, a quick step, a wait known at entry, a wait asked for that times out, a task",
    async play({ begin }) {
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
  },
  "parked-and-repaired": {
    shows: "a step that fails parks and is repaired by the update `resolve`",
    async play({ begin }) {
      const run = await begin(
        chain("parked-and-repaired", [runs("one", "fail-once"), runs("two", "send-note")]),
      );
      await run.until("one.1", "parked");
      await run.handle.executeUpdate("resolve", { args: [{ step: "one.1", how: { action: "retry" } }] });
      return run;
    },
  },
  "paused-and-cancelled": {
    shows: "pause, resume, and a cancel from the Temporal UI",
    async play({ begin }) {
      const run = await begin(chain("paused-and-cancelled", [waits("known", "tick", { timeout: HOUR })]));
      await run.until("known.1", "active");
      await run.send(1, { kind: "pause", by: "ann" });
      await run.send(2, { kind: "resume", by: "ann" });
      await run.handle.cancel();
      return run;
    },
  },
  "profile-read-again": {
    shows: "a profile that is read again after a step and after a wait",
    async play({ begin }) {
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
  },
  "asked-after-it-continued": {
    shows: "a run that continues as new, then asks for a wait",
    async play({ begin }) {
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
  },
  continued: {
    shows: "a run that continues as new while its signals arrive, with the trail stored before",
    async play({ begin }) {
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
  },
};

const temporal = await openTestTemporal();
const bundle = await makeWorkflowBundle({ logger: quietLogger, alias: lowLimits });
const folder = new URL(`../../histories/engine-${ENGINE}/`, import.meta.url);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const lines: string[] = [];
for (const [name, { shows, play }] of Object.entries(journeys)) {
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
  const run = await play(world);
  await run.handle.result();
  const histories = await historiesOf(world, run.id);
  for (const [index, history] of histories.entries()) {
    const file = index === 0 ? `${name}.json` : `${name}-${index + 1}.json`;
    const part = histories.length === 1 ? "" : ` (${index + 1} of ${histories.length})`;
    await writeFile(new URL(file, folder), withoutPlace(historyToJSON(history)));
    lines.push(`| \`${file}\` | ${history.events?.length ?? 0} | ${shows}${part} |`);
  }
  await world.close();
}
await writeFile(new URL("README.md", folder), listOf(lines));
await temporal.close();

/** Of each execution of a run, in their order. */
async function historiesOf(world: RunWorld, run: string) {
  const executions: { readonly runId: string; readonly at: number }[] = [];
  for await (const { runId, startTime } of world.client.workflow.list({ query: `WorkflowId = "${run}"` }))
    executions.push({ runId, at: startTime.getTime() });
  executions.sort((a, b) => a.at - b.at);
  return Promise.all(
    executions.map(({ runId }) => world.client.workflow.getHandle(run, runId).fetchHistory()),
  );
}

function listOf(lines: readonly string[]): string {
  return `# Recorded runs of engine ${ENGINE}

Histories as Temporal wrote them; \`apps/worker/src/workflow/replay.test.ts\` plays each against the workflow and holds
this list to the folder. Written by \`apps/worker/src/testing/record-histories.ts\`, this file included: do not edit.
Shape: plan format 1, tokens, ports and triggers name nodes by their ids. A run that continues as new is one file for each execution.

| file | events | shows |
|---|---|---|
${lines.join("\n")}
`;
}

/** Stack traces and identities would tell where it was recorded. */
function withoutPlace(json: string): string {
  return json
    .replaceAll(new URL("../../../../", import.meta.url).pathname, "/")
    .replace(/"identity": ?"\d+@[^"]*"/g, '"identity": "worker"');
}
