// Publish, unpublish, pause and resume on the model database: under the match lock, exclusive.
import { judgeFlowControl } from "../decide/pause-flow.ts";
import { takesNumbers } from "../decide/run-state.ts";
import type { FlowControl, FlowControlAnswer, PublishStore } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** What an analyst asks of the store. */
export function createModelPublish(db: ModelDatabase, { call, now }: ModelCaller): PublishStore {
  function controlFlow({ kind, flow, by }: FlowControl): FlowControlAnswer {
    db.lockMatch();
    const { paused } = db.routing;
    const verdict = judgeFlowControl(kind, db.lastVersion(flow) === 0 ? null : paused.has(flow));
    if (verdict !== "change") return { kind: verdict };
    const others = [...paused].filter((key) => key !== flow);
    db.pause(kind === "pause" ? [...others, flow] : others);
    const runs = [...db.runs.values()].filter((run) => run.flow === flow && takesNumbers(run));
    db.told.push({ kind, by, runs: runs.map(({ id }) => id) });
    const writes = db.rules.tellRuns({ kind, flow, by }, runs);
    db.apply(writes, now());
    return { kind: "changed", runs: writes.deliveries.length };
  }
  return {
    pauseFlow: (flow, by) => call("pauseFlow", () => controlFlow({ kind: "pause", flow, by })),
    resumeFlow: (flow, by) => call("resumeFlow", () => controlFlow({ kind: "resume", flow, by })),
    publish: (request) =>
      call("publish", () => {
        db.lockMatch();
        const { flow, plan, planHash } = request;
        const { answer, writes } = db.rules.publish(request, {
          revision: db.revisions.get(flow) ?? null,
          lastVersion: db.lastVersion(flow),
          listeners: db.listeners,
          lastNo: db.matcher.no,
          routing: db.routing.number,
        });
        if (writes === null) return answer;
        db.goLive([...withoutFlow(db, flow), { plan, planHash }]);
        const isOfDraft = request.revision === db.revisions.get(flow);
        db.published.push({ flow, version: plan.version, isOfDraft });
        return answer;
      }),
    unpublish: (flow) =>
      call("unpublish", () => {
        db.lockMatch();
        const rest = withoutFlow(db, flow);
        if (rest.length === db.routing.live.length) return { kind: "not-live" };
        db.goLive(rest);
        return { kind: "unpublished" };
      }),
  };
}

function withoutFlow({ routing }: ModelDatabase, flow: string) {
  return routing.live.filter(({ plan }) => plan.flow !== flow);
}
