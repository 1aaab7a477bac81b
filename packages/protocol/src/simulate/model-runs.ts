// The protocol steps of the model store.
import { countsSince } from "@throughline/flow";
import { taskId } from "../decide/ids.ts";
import { openWaitTopics } from "../decide/open-wait.ts";
import type { PastEvent } from "../decide/open-wait.ts";
import { isLive, toRunClosed } from "../decide/run-state.ts";
import type { Decision } from "../decide/writes.ts";
import type { OpenWaitRequest, RunStore } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** What a run asks of the store between its steps. */
export function createModelRuns(db: ModelDatabase, { call, now }: ModelCaller): RunStore {
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
        const decision = db.rules.openTask(request, { run: lockedRun(request.run), task });
        const { queue, escalate } = request.content;
        for (const { id } of decision.writes.tasks) db.places.set(id, { queue, escalate, escalatedAt: null });
        return write(decision);
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
