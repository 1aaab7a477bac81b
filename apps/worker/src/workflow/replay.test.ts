// A change of the workflow must not break runs that are open: histories of every engine number are replayed.
import { readFileSync, readdirSync } from "node:fs";
import { historyFromJSON } from "@temporalio/common/lib/proto-utils.js";
import { Worker } from "@temporalio/worker";
import { beforeAll, describe, expect, it } from "vitest";
import { makeWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { installQuietRuntime, quietLogger } from "../testing/quiet.ts";

const lowLimits = { "#workflow-limits": new URL("../testing/low-limits.ts", import.meta.url).pathname };
const folder = new URL("../../histories/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".json"),
);
const nothing = { fn: () => {}, callDuringReplay: false };

let bundle: string;
beforeAll(async () => {
  installQuietRuntime();
  bundle = await makeWorkflowBundle({ logger: quietLogger, alias: lowLimits });
}, 60_000);

describe("a recorded run", () => {
  it("is in the list of its folder, which lists no other", () => {
    const listed = readdirSync(folder).flatMap((engine) => {
      const list = readFileSync(new URL(`${engine}/README.md`, folder), "utf8");
      return [...list.matchAll(/^\| `([^`]+\.json)`/gm)].map(([, file = ""]) => `${engine}/${file}`);
    });
    expect(listed.toSorted()).toEqual(files.toSorted());
  });

  it.each(files)("%s gives the same commands again", { timeout: 30_000 }, async (file) => {
    const history = historyFromJSON(JSON.parse(readFileSync(new URL(file, folder), "utf8")));
    const input = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    const { run } = JSON.parse(Buffer.from(input ?? []).toString()) as { run: string };
    const options = {
      workflowBundle: { code: bundle },
      sinks: { projection: { visit: nothing, show: nothing } },
    };
    await expect(Worker.runReplayHistory(options, history, run)).resolves.toBeUndefined();
  });
});
