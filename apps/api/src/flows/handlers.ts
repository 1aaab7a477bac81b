import {
  archiveFlow,
  countNodes,
  createFlow,
  listFlows,
  listVersions,
  readVersion,
  restoreFlow,
  saveDraft,
} from "@throughline/db";
import { unpublishFlow } from "@throughline/protocol";
import { emptyDocument, parseDocument } from "@throughline/flow";
import type { FlowDocument, JsonObject } from "@throughline/flow";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { findFlow, noFlow, showFlow, takeDocument } from "./find-flow.ts";
import { putFlow } from "./put-flow.ts";
import { publishFlow, validateFlow } from "./publish.ts";
import { startFlow } from "./start.ts";

type FlowRoutes =
  | "listFlows"
  | "createFlow"
  | "getFlow"
  | "putFlow"
  | "deleteFlow"
  | "restoreFlow"
  | "saveDraft"
  | "validateFlow"
  | "publishFlow"
  | "unpublishFlow"
  | "pauseFlow"
  | "resumeFlow"
  | "listVersions"
  | "getVersion"
  | "startFlow"
  | "flowCounts";

export const flowHandlers: SomeHandlers<FlowRoutes> = {
  listFlows: async ({ query }, deps) => ({ items: await listFlows(deps.sql, undefined, query.archived) }),

  async createFlow({ body, who, note, revision }, deps) {
    const draft =
      body.document === undefined
        ? emptyDocument(body.key, body.name)
        : renamed(body.document, body.key, body.name);
    const isNew = await createFlow(deps.sql, {
      key: body.key,
      name: body.name,
      draft: toJson(draft),
      by: who.actor,
    });
    if (!isNew)
      throw new ProblemError(409, `Cannot create flow "${body.key}": this key is taken, choose another one`);
    note({ key: body.key });
    return showFlow(body.key, revision, deps);
  },

  getFlow: ({ params, revision }, deps) => showFlow(params.key, revision, deps),

  putFlow: (call, deps) => putFlow(call, deps),

  async deleteFlow({ params }, deps) {
    const answer = await archiveFlow(deps.sql, params.key);
    if (answer === "not-found") throw noFlow(params.key);
    if (answer === "live")
      throw new ProblemError(409, `Cannot archive flow "${params.key}": it is live, unpublish it first`);
  },

  async restoreFlow({ params }, deps) {
    if (await restoreFlow(deps.sql, params.key)) return findFlow(params.key, deps);
    throw new ProblemError(404, `Cannot restore flow "${params.key}": no flow with this key is archived`);
  },

  async saveDraft({ params, body, who, revision }, deps) {
    const draft = takeDocument(body.document, params.key);
    const saved = await saveDraft(deps.sql, {
      key: params.key,
      name: draft.name,
      draft: toJson(draft),
      revision: body.revision,
      by: who.actor,
    });
    switch (saved.kind) {
      case "saved":
        revision(saved.revision);
        return { revision: saved.revision, savedAt: saved.savedAt };
      case "conflict":
        throw new ProblemError(
          409,
          `Cannot save the draft: ${saved.by} saved revision ${saved.revision} since you read revision ${body.revision}`,
        );
      case "not-found":
        throw noFlow(params.key);
    }
  },

  validateFlow: ({ params, body }, deps) => validateFlow(params.key, body.document, deps),
  publishFlow: ({ params, body, who, note }, deps) =>
    publishFlow({ key: params.key, revision: body.revision, by: who.actor, note }, deps),

  async unpublishFlow({ params, who }, deps) {
    await findFlow(params.key, deps);
    const answer = await deps.store.transact(unpublishFlow, { flow: params.key, by: who.actor });
    if (answer.kind === "not-live")
      throw new ProblemError(409, `Cannot unpublish flow "${params.key}": it is not live`);
  },

  async pauseFlow({ params, who, note }, deps) {
    await findFlow(params.key, deps);
    const answer = await deps.store.controlFlow({ kind: "pause", flow: params.key, by: who.actor });
    if (answer.kind === "already")
      throw new ProblemError(409, `Cannot pause flow "${params.key}": it is paused already`);
    if (answer.kind === "changed") note({ runs: answer.runs });
  },
  async resumeFlow({ params, who, note }, deps) {
    await findFlow(params.key, deps);
    const answer = await deps.store.controlFlow({ kind: "resume", flow: params.key, by: who.actor });
    if (answer.kind === "already")
      throw new ProblemError(409, `Cannot resume flow "${params.key}": it is not paused`);
    if (answer.kind === "changed") note({ runs: answer.runs });
  },

  async listVersions({ params }, deps) {
    await findFlow(params.key, deps);
    return { items: await listVersions(deps.sql, params.key) };
  },

  async getVersion({ params }, deps) {
    const row = await readVersion(deps.sql, params.key, params.version);
    if (row === null)
      throw new ProblemError(404, `Cannot find version ${params.version} of flow "${params.key}"`);
    const parsed = parseDocument(row.document);
    if (!parsed.ok)
      throw new Error(
        `Cannot read version ${params.version} of flow "${params.key}": its document does not parse`,
      );
    return { ...row, document: parsed.document };
  },

  startFlow: (call, deps) => startFlow(call, deps),

  async flowCounts({ params, query }, deps) {
    const flow = await findFlow(params.key, deps);
    const version = query.version ?? flow.liveVersion;
    const rows = version === null ? [] : await countNodes(deps.sql, params.key, version);
    return { nodes: Object.fromEntries(rows.map(({ node, ...counts }) => [node, counts])) };
  },
};

/** A document from elsewhere under a new key and name. */
function renamed(value: unknown, key: string, name: string): FlowDocument {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return takeDocument(isObject ? { ...value, key, name } : value, key);
}

function toJson(document: FlowDocument): JsonObject {
  return document;
}
