// The effects' and people's part of the model store.
import { endEffect } from "../decide/begin-effect.ts";
import type { Decision } from "../decide/writes.ts";
import type { CapReservation, EffectStore, PeopleStore } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** The ledger, decisions and control. */
export function createModelEffects(db: ModelDatabase, { call, now }: ModelCaller): EffectStore & PeopleStore {
  const lockedRun = (run: string) => db.lockRun(run)?.run ?? null;
  function write<Answer>({ answer, writes }: Decision<Answer>): Answer {
    db.apply(writes, now());
    return answer;
  }
  return {
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

function reservedFor(db: ModelDatabase, key: string, cap: CapReservation, now: number): number {
  const taken = [...db.caps].filter(
    ([other, { scope, subject, at }]) =>
      other !== key && scope === cap.scope && subject === cap.subject && at > now - cap.periodMs,
  );
  return taken.length;
}
