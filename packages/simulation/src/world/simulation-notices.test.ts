// Each hole that was found once, put back: the drawn seeds must notice, or they would not have found it.
import { NO_PROFILE } from "@throughline/flow";
import { advance } from "@throughline/flow/stepper";
import {
  NO_WRITES,
  changeProfile,
  closeRun,
  escalateTask,
  expireWait,
  loseRun,
  match,
  onlyAnswer,
  openWait,
  publishFlow,
  refuseStart,
  releaseEffect,
  retryDelivery,
  retryStart,
  tellRuns,
  unpublishFlow,
} from "@throughline/protocol";
import { describe, expect, it } from "vitest";
import { mistaken } from "./replaced.ts";
import { runWorld } from "./run-world.ts";
import type { WorldOptions } from "./run-world.ts";

const MOST_SEEDS = 400;

const holes: Readonly<Record<string, WorldOptions>> = {
  "close committed over an interrupt that was numbered before": {
    transactions: [
      mistaken(closeRun, {
        decide: (request, rows) => closeRun.decide({ ...request, handled: (rows.run?.nextN ?? 0) - 1 }, rows),
      }),
    ],
  },
  "timeout beating an accepted event": {
    transactions: [
      mistaken(expireWait, {
        decide: (request, rows) => expireWait.decide(request, { ...rows, oldestPending: null }),
      }),
    ],
  },
  "timeout beating a delivered or a settled event": {
    transactions: [
      mistaken(expireWait, {
        decide: (request, rows) => {
          const waits = rows.waits.map((row) => ({ ...row, state: { kind: "open" } as const }));
          return expireWait.decide(request, { ...rows, waits });
        },
      }),
    ],
  },
  "a wait told to expect the matcher's answer that never comes": {
    rules: { match: (input) => match({ ...input, oldestLeft: 0 }) },
  },
  "a look-back that forgets events matched before the wait was opened": {
    transactions: [
      mistaken(openWait, { decide: (request, rows) => openWait.decide(request, { ...rows, past: [] }) }),
    ],
  },
  "frozen matcher that is still reading": { rules: { endsOldMatcher: false } },
  "a version published in the middle of a match": {
    transactions: [
      mistaken(publishFlow, { matching: "none" }),
      mistaken(unpublishFlow, { matching: "none" }),
    ],
  },
  "a publish of a draft that changed meanwhile or of a version that is there": {
    transactions: [
      mistaken(publishFlow, {
        decide: (request, rows) => {
          if (rows.flow === null) return publishFlow.decide(request, rows);
          const flow = { ...rows.flow, lastVersion: request.plan.version - 1, revision: request.revision };
          return publishFlow.decide(request, { ...rows, flow });
        },
      }),
    ],
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
    transactions: [
      mistaken(refuseStart, {
        decide: (_request, { run, claim }) => {
          if (!claim || run?.state !== "starting") return onlyAnswer({ refused: false });
          return {
            answer: { refused: true },
            writes: { ...NO_WRITES, runs: [{ ...run, state: "refused", outcome: "refused" }] },
          };
        },
      }),
    ],
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
  "a change of a profile that forgets what was known": {
    transactions: [
      mistaken(changeProfile, {
        decide: (request, rows) => changeProfile.decide(request, { ...rows, profile: NO_PROFILE }),
      }),
    ],
  },
  "an effect that did not happen and keeps its cap": {
    transactions: [
      mistaken(releaseEffect, {
        decide: (request, rows) => {
          const decision = releaseEffect.decide(request, rows);
          return { ...decision, writes: { ...decision.writes, freed: [] } };
        },
      }),
    ],
  },
  "run closed without freeing its entry": {
    transactions: [
      mistaken(loseRun, { decide: (request, rows) => loseRun.decide(request, { ...rows, entry: null }) }),
    ],
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
