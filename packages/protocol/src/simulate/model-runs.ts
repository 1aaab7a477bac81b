// The run's and people's part of the model store.
import { endEffect } from "../decide/begin-effect.ts";
import { taskId } from "../decide/ids.ts";
import { countsSince, openWaitTopics } from "../decide/open-wait.ts";
import type { PastEvent } from "../decide/open-wait.ts";
import { isLive, toRunClosed } from "../decide/run-state.ts";
import type { Decision } from "../decide/writes.ts";
import type { CapReservation, EffectStore, OpenWaitRequest, PeopleStore, RunStore } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** Protocol steps, effects, decisions and control. */
export function createModelRuns(
  db: ModelDatabase,
  { call, now }: ModelCaller,
): RunStore & EffectStore & PeopleStore {
  const lockedRun = (run: string) => db.lockRun(run)?.run ?? null;
  function write<Answer>({ answer, writes }: Decision<Answer>): Answer {
    db.apply(writes, now());
    return answer;
  }
  return {
    openWait: (request) =>
      call("openWait", () => {
        db.lockMatchShared();
        const run = lockedRun(request.run);
        const existing = db.waitsOf(request.run, request.step);
        return write(
          db.rules.openWait(request, { run, existing, past: pastOf(db, request), lastNo: db.matcher.no }),
        );
      }),
    expireWait: (request) =>
      call("expireWait", () => {
        db.lockMatchShared();
        const run = lockedRun(request.run);
        const rows = db.waitsOf(request.run, request.step);
        return write(db.rules.expireWait(request, { run, rows, oldestPending: db.oldestPending() }));
      }),
    openTask: (request) =>
      call("openTask", () => {
        const task = db.tasks.get(taskId(request.run, request.step)) ?? null;
        return write(db.rules.openTask(request, { run: lockedRun(request.run), task }));
      }),
    expireTask: ({ run, step }) =>
      call("expireTask", () =>
        write(db.rules.expireTask({ run: lockedRun(run), task: db.tasks.get(taskId(run, step)) ?? null })),
      ),
    readProfile: (id) =>
      call("readProfile", () => {
        const run = db.runs.get(id) ?? null;
        return isLive(run)
          ? { kind: "profile", profile: db.profiles.get(run.subject) ?? {} }
          : toRunClosed(run);
      }),
    closeRun: (request) =>
      call("closeRun", () => {
        const rows = db.lockRun(request.run);
        if (rows === null) throw new Error(`Cannot close run "${request.run}": it is not there`);
        return write(db.rules.closeRun(request, rows));
      }),
    storeTrail: ({ run: id }) =>
      call("storeTrail", () => {
        const run = db.runs.get(id) ?? null;
        return isLive(run) ? { kind: "stored" } : toRunClosed(run);
      }),
    beginEffect: ({ run, key, cap }) =>
      call("beginEffect", () => {
        const effect = db.effects.get(key) ?? null;
        const reserved = cap === undefined ? 0 : reservedFor(db, key, cap, now());
        const input = { run: db.runs.get(run) ?? null, effect, reserved };
        const decision = db.rules.beginEffect(key, cap === undefined ? input : { ...input, cap });
        if (decision.effect !== null) db.effects.set(key, decision.effect);
        if (decision.reserve && cap !== undefined)
          db.caps.set(key, { scope: cap.scope, subject: cap.subject, at: now() });
        return decision.answer;
      }),
    endEffect: (request) =>
      call("endEffect", () => {
        const decision = endEffect(db.effects.get(request.key) ?? null, request);
        if (decision.effect !== null) db.effects.set(request.key, decision.effect);
        return decision.answer;
      }),
    releaseEffect: ({ key, attempt }) =>
      call("releaseEffect", () => {
        const effect = db.effects.get(key);
        if (effect?.attempt !== attempt || effect.state === "done") return;
        db.effects.set(key, { ...effect, state: "released" });
        db.caps.delete(key);
      }),
    decide: (request) =>
      call("decide", () => {
        const run = lockedRun(request.task.slice(0, request.task.split(".", 2).join(".").length));
        return write(
          db.rules.decideTask(request, { run, task: db.tasks.get(request.task) ?? null, at: now() }),
        );
      }),
    control: (request) => call("control", () => write(db.rules.controlRun(request, db.lockRun(request.run)))),
  };
}

function pastOf(db: ModelDatabase, request: OpenWaitRequest): readonly PastEvent[] {
  return openWaitTopics(request).flatMap((topic) =>
    (db.topics.get(topic) ?? []).flatMap(({ no, seq }) => {
      const event = db.events.get(seq);
      if (event === undefined || !countsSince(request.since, { no, receivedAt: event.receivedAt })) return [];
      return [{ topic, no, event }];
    }),
  );
}

function reservedFor(db: ModelDatabase, key: string, cap: CapReservation, now: number): number {
  const taken = [...db.caps].filter(
    ([other, { scope, subject, at }]) =>
      other !== key && scope === cap.scope && subject === cap.subject && at > now - cap.periodMs,
  );
  return taken.length;
}
