// Publish and unpublish on the model database: under the match lock, exclusive.
import type { PublishStore } from "../store.ts";
import type { ModelDatabase } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";

/** What an analyst asks of the store. */
export function createModelPublish(db: ModelDatabase, { call }: ModelCaller): PublishStore {
  return {
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
