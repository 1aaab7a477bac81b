// What mails may be about, who wants which, and addresses that get none.
import {
  deleteTopic,
  listSuppressions,
  listTopics,
  putTopic,
  readPreferences,
  sayWanted,
  unsuppress,
} from "@throughline/db";
import type { SomeHandlers } from "../http/implement.ts";
import { badCursor, toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";

type MessageRoutes =
  | "listSuppressions"
  | "deleteSuppression"
  | "listTopics"
  | "putTopic"
  | "deleteTopic"
  | "listSubscriptions"
  | "putSubscription";

export const messageHandlers: SomeHandlers<MessageRoutes> = {
  async listSuppressions({ query }, deps) {
    // An address stays a place in the alphabet when it is taken from the list.
    if (query.after !== undefined && !query.after.includes("@")) throw badCursor();
    const rows = await listSuppressions(deps.sql, { after: query.after, limit: query.limit + 1 });
    return toPage(rows, query.limit, (row) => row.address);
  },

  async deleteSuppression({ params }, deps) {
    if (!(await unsuppress(deps.sql, params.id))) {
      throw new ProblemError(404, `Cannot find "${params.id}" among the addresses that get no mail`);
    }
  },

  listTopics: async (_call, deps) => ({ items: await listTopics(deps.sql) }),

  async putTopic({ params, body, note }, deps) {
    await putTopic(deps.sql, { key: params.key, ...body });
    note({ title: body.title, opt: body.opt });
    const [topic] = await listTopics(deps.sql, params.key);
    if (topic === undefined) throw new Error(`Cannot read topic "${params.key}" again: its row is gone`);
    return topic;
  },

  async deleteTopic({ params }, deps) {
    if (!(await deleteTopic(deps.sql, params.key))) {
      throw new ProblemError(404, `Cannot find topic "${params.key}": there is none with this key`);
    }
  },

  listSubscriptions: async ({ params }, deps) => ({ items: await readPreferences(deps.sql, params.id) }),

  async putSubscription({ params, body, note }, deps) {
    const [topic] = await listTopics(deps.sql, body.topic);
    if (topic === undefined) throw new ProblemError(404, `Cannot find topic "${body.topic}": add it first`);
    await sayWanted(
      deps.sql,
      { address: params.id, subject: body.subject ?? null, source: "api", run: null },
      new Map([[body.topic, body.state === "in"]]),
    );
    note({ topic: body.topic, state: body.state });
    return { items: await readPreferences(deps.sql, params.id) };
  },
};
