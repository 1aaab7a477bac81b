// The activities of a run on a worker process: store calls retried without limit, effects through the ledger.
import { nodeOf } from "@throughline/flow";
import {
  beginEffect,
  closeRun,
  endEffect,
  expireTask,
  expireWait,
  openTask,
  openWait,
  readProfile,
  releaseEffect,
  storeTrail,
} from "@throughline/protocol";
import type { JsonObject } from "@throughline/flow";
import type { RunClosed, Store } from "@throughline/protocol";
import { STORED } from "./model-workflow.ts";
import type { Act, ModelWorkflow, NewFact } from "./model-workflow.ts";
import { between } from "./random.ts";
import type { Process, Simulator } from "./simulator.ts";

/** Whether the receiver took an effect, or said that nothing happened. */
export type Received = "taken" | "refused";

export interface Worker {
  readonly process: Process;
  readonly store: Store;
  /** The call of an effect, with its key; the receiver knows a key again. */
  readonly send: (key: string) => Promise<Received>;
}

/** Performs acts on whichever worker is up; an act whose worker dies is given to another one, as Temporal does. */
export function createPerformer(
  simulator: Simulator,
  workers: readonly Worker[],
): (workflow: ModelWorkflow, act: Act) => void {
  /** An act may be going on twice: a worker that is frozen is taken for dead. `shared` is over with the first answer. */
  function perform(workflow: ModelWorkflow, act: Act, shared = { isOver: false }): void {
    const up = workers.filter(({ process }) => process.isUp);
    const worker = up[between(simulator.random, 0, Math.max(0, up.length - 1))];
    if (worker === undefined) {
      simulator.after(500, null, () => perform(workflow, act, shared));
      return;
    }
    const { process } = worker;
    const { generation } = process;
    watch();
    void tryOnce();

    /** Notices that the worker is gone. */
    function watch(): void {
      simulator.after(1_000, null, () => {
        if (shared.isOver || !workflow.isRunning) return;
        if (process.generation === generation && process.frozenUntil <= simulator.now) watch();
        else perform(workflow, act, shared);
      });
    }

    async function tryOnce(): Promise<void> {
      try {
        const fact = await carryOut(worker as Worker, workflow, act);
        if (shared.isOver) return;
        shared.isOver = true;
        if (workflow.isRunning) workflow.answer(fact);
      } catch {
        if (!shared.isOver)
          simulator.after(between(simulator.random, 50, 500), process, () => void tryOnce());
      }
    }
  }
  return (workflow, act) => perform(workflow, act);
}

async function carryOut(worker: Worker, workflow: ModelWorkflow, act: Act): Promise<NewFact> {
  const { store } = worker;
  const { run } = workflow.input;
  switch (act.kind) {
    case "open-wait":
      return orClosed(
        await store.transact(openWait, { run, step: act.step, rows: act.rows, since: act.since }),
        () => ({ kind: "opened", step: act.step }),
      );
    case "expire-wait":
      return orClosed(
        await store.transact(expireWait, { run, step: act.step, deadline: act.deadline }),
        ({ answer }) => ({ kind: "expired", step: act.step, answer }),
      );
    case "open-task":
      return orClosed(
        await store.transact(openTask, {
          run,
          step: act.step,
          node: nodeOf(act.step),
          content: act,
        }),
        () => ({
          kind: "opened",
          step: act.step,
        }),
      );
    case "expire-task":
      return orClosed(await store.transact(expireTask, { run, step: act.step }), ({ answer }) => ({
        kind: "overdue",
        step: act.step,
        answer,
      }));
    case "read-profile":
      return orClosed(await store.transact(readProfile, { run }), ({ profile }: { profile: JsonObject }) => ({
        kind: "profile",
        step: act.step,
        profile,
      }));
    case "store-trail":
      return orClosed(await store.transact(storeTrail, { run, part: act.part, trail: [] }), () => ({
        kind: "opened",
        step: STORED,
      }));
    case "close": {
      const answer = await store.transact(closeRun, {
        run,
        outcome: act.outcome,
        handled: act.handled,
        isForced: act.isForced,
        trail: [],
      });
      return { kind: "closed", answer };
    }
    case "run":
      return runEffect(worker, run, act.step, `${act.key}/call`);
  }
}

/** A cap that is never used up: what is watched is that it is taken and given back. */
const AMPLE = { scope: "effects", count: 1_000, periodMs: 3_600_000 };

async function runEffect({ store, send }: Worker, run: string, step: string, key: string): Promise<NewFact> {
  const begun = await store.transact(beginEffect, { run, key, cap: { ...AMPLE, subject: run } });
  if (begun.kind === "run-closed") return begun;
  if (begun.kind === "go") {
    const { attempt } = begun;
    if ((await send(key)) === "refused") {
      await store.transact(releaseEffect, { key, attempt });
      throw new Error(`${key}: the receiver refused it`);
    }
    await store.transact(endEffect, { key, attempt, state: "done", result: {} });
  }
  return { kind: "done", step, port: "next", output: {} };
}

function orClosed<Answer extends { readonly kind: string }>(
  answer: Answer | RunClosed,
  then: (answer: Exclude<Answer, RunClosed>) => NewFact,
): NewFact {
  return isRunClosed(answer) ? answer : then(answer as Exclude<Answer, RunClosed>);
}

function isRunClosed(answer: { readonly kind: string }): answer is RunClosed {
  return answer.kind === "run-closed";
}
