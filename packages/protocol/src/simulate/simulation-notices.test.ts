// Each hole that was found once, put back: the drawn seeds must notice, or they would not have found it.
import { advance } from "@throughline/flow/stepper";
import { describe, expect, it } from "vitest";
import { closeRun } from "../decide/close-run.ts";
import { escalateTask } from "../decide/escalate-task.ts";
import { expireWait } from "../decide/expire-wait.ts";
import { loseRun } from "../decide/lose-run.ts";
import { match } from "../decide/match.ts";
import { openWait } from "../decide/open-wait.ts";
import { tellRuns } from "../decide/pause-flow.ts";
import { publish } from "../decide/publish.ts";
import { retryDelivery } from "../decide/retry-delivery.ts";
import { retryStart } from "../decide/retry-start.ts";
import { NO_WRITES, onlyAnswer } from "../decide/writes.ts";
import { runWorld } from "./create-world.ts";
import type { WorldOptions } from "./create-world.ts";

const MOST_SEEDS = 400;

const holes: Readonly<Record<string, WorldOptions>> = {
  "close committed over an interrupt that was numbered before": {
    rules: { closeRun: (request, rows) => closeRun({ ...request, handled: rows.run.nextN - 1 }, rows) },
  },
  "timeout beating an accepted event": {
    rules: { expireWait: (request, input) => expireWait(request, { ...input, oldestPending: null }) },
  },
  "timeout beating a delivered or a settled event": {
    rules: {
      expireWait: (request, input) => {
        const rows = input.rows.map((row) => ({ ...row, state: { kind: "open" } as const }));
        return expireWait(request, { ...input, rows });
      },
    },
  },
  "a wait told to expect the matcher's answer that never comes": {
    rules: { match: (input) => match({ ...input, oldestLeft: 0 }) },
  },
  "a look-back that forgets events matched before the wait was opened": {
    rules: { openWait: (request, input) => openWait(request, { ...input, past: [] }) },
  },
  "frozen matcher that is still reading": { rules: { endsOldMatcher: false } },
  "a version published in the middle of a match": { rules: { publishesAlone: false } },
  "a publish of a draft that changed meanwhile or of a version that is there": {
    rules: {
      publish: (request, input) =>
        publish(
          { ...request, revision: input.revision ?? 0 },
          { ...input, lastVersion: request.plan.version - 1 },
        ),
    },
  },
  "one event accepted twice": { rules: { keepsIdentity: false } },
  "entry overtaken by the event after it": {
    rules: {
      match: (input) => {
        const writes = match(input);
        return { ...writes, newWaits: writes.newWaits.map((row) => ({ ...row, fromNo: row.fromNo + 1 })) };
      },
    },
  },
  "start refused after waits were written": {
    rules: {
      refuseStart: ({ run }) => {
        if (run.state !== "starting") return onlyAnswer({ refused: false });
        return {
          answer: { refused: true },
          writes: { ...NO_WRITES, runs: [{ ...run, state: "refused", outcome: "refused" }] },
        };
      },
    },
  },
  "zombie deliverer after continue-as-new": {
    hostRules: {
      advance: (plan, state, facts) => {
        const fresh = facts.map((fact) =>
          fact.kind === "delivered" && fact.n <= state.handled ? { ...fact, n: state.handled + 1 } : fact,
        );
        return advance(plan, state, fresh);
      },
    },
  },
  "a start retried past the re-entry rule": {
    rules: {
      retryStart: (refused, input) => retryStart(refused, { ...input, entry: null, runs: [] }),
    },
  },
  "a delivery retried under a number too high": {
    rules: {
      retryDelivery: (letter, { run, waits }) =>
        retryDelivery(letter, { waits, run: run === null ? null : { ...run, nextN: run.nextN + 1 } }),
    },
  },
  "a pause of a flow that queued runs do not hear of": {
    rules: {
      tellRuns: (request, runs) =>
        tellRuns(
          request,
          runs.filter(({ state }) => state !== "queued"),
        ),
    },
  },
  "a task moved to the same queue again": {
    rules: { escalateTask: (place, at) => escalateTask({ ...place, escalatedAt: null }, at) },
  },
  "run closed without freeing its entry": {
    rules: { loseRun: (rows, reason) => loseRun({ ...rows, entry: null }, reason) },
  },
};

describe("the simulation notices", () => {
  for (const [name, options] of Object.entries(holes)) {
    it(
      name,
      async () => {
        expect(await firstFailure(options)).not.toBeNull();
      },
      120_000,
    );
  }
});

async function firstFailure(options: WorldOptions): Promise<number | null> {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { violations } = await runWorld(seed, options);
    if (violations.length > 0) return seed;
  }
  return null;
}
