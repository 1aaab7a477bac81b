// The table of routes. The API implements it, the designer's client, the OpenAPI document and the tests derive from it.
import { wordSchema } from "@throughline/flow";
import { z } from "zod";
import * as audit from "./audit.ts";
import * as events from "./events.ts";
import * as flows from "./flows.ts";
import * as hooks from "./hooks.ts";
import * as keys from "./keys.ts";
import * as live from "./live.ts";
import * as messages from "./messages.ts";
import * as nodeTypes from "./node-types.ts";
import * as people from "./people.ts";
import * as profiles from "./profiles.ts";
import type { Method, Route, RouteAuth } from "./route.ts";
import * as runs from "./runs.ts";
import * as secrets from "./secrets.ts";
import * as stock from "./stock.ts";
import * as tasks from "./tasks.ts";

const none = z.strictObject({});
const nothing = z.undefined();

type Options<P, Q, B, A> = {
  readonly tag: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly status?: 200 | 201 | 202 | 204;
  readonly problems?: readonly number[];
  /** Default: whatever is no GET. */
  readonly audited?: false;
  readonly stream?: boolean;
};

function route<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof nothing,
  A extends z.ZodType = z.ZodType,
>(method: Method, path: `/${string}`, auth: RouteAuth, options: Options<P, Q, B, A>): Route<P, Q, B, A> {
  return {
    method,
    path,
    auth,
    tag: options.tag,
    summary: options.summary,
    params: options.params ?? (none as unknown as P), // the type parameter's default is exactly this schema
    query: options.query ?? (none as unknown as Q), // as above
    body: options.body ?? (nothing as unknown as B), // as above
    answer: options.answer,
    status: options.status ?? 200,
    problems: options.problems ?? [],
    audited: options.audited ?? method !== "GET",
    stream: options.stream ?? false,
  };
}

const key = z.strictObject({ key: z.string().min(1).max(63) });
const id = z.strictObject({ id: z.string().min(1).max(256) });
const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
/** `after` is the `next` of the page before. */
const page = {
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const runFilter = z.strictObject({
  ...page,
  flow: z.string().max(63).optional(),
  subject: z.string().max(256).optional(),
  state: z.enum(["open", "waiting", "human", "parked", "closed", "queued", "lost", "refused"]).optional(),
});

export const routes = {
  me: route("GET", "/api/me", "viewer", {
    tag: "people",
    summary: "Who is signed in",
    answer: people.meSchema,
  }),

  listPeople: route("GET", "/api/people", "admin", {
    tag: "people",
    summary: "Everybody who may sign in, and who is disabled",
    answer: z.object({ items: z.array(people.personSchema) }),
  }),
  createPerson: route("POST", "/api/people", "admin", {
    tag: "people",
    summary: "Add a person with a first password",
    body: people.createPersonSchema,
    answer: people.personSchema,
    status: 201,
    problems: [409],
  }),
  changePerson: route("PATCH", "/api/people/{id}", "admin", {
    tag: "people",
    summary: "Change a person's role or password, disable or enable them",
    params: id,
    body: people.changePersonSchema,
    answer: people.personSchema,
    problems: [409],
  }),

  listFlows: route("GET", "/api/flows", "viewer", {
    tag: "flows",
    summary: "All flows, or those that were archived",
    query: z.strictObject({ archived: z.stringbool().default(false) }),
    answer: z.object({ items: z.array(flows.flowSummarySchema) }),
  }),
  createFlow: route("POST", "/api/flows", "analyst", {
    tag: "flows",
    summary: "Create a flow, empty or from a document",
    body: flows.createFlowSchema,
    answer: flows.flowSchema,
    status: 201,
    problems: [409],
  }),
  getFlow: route("GET", "/api/flows/{key}", "viewer", {
    tag: "flows",
    summary: "A flow with its draft",
    params: key,
    answer: flows.flowSchema,
  }),
  deleteFlow: route("DELETE", "/api/flows/{key}", "analyst", {
    tag: "flows",
    summary: "Archive a flow that is not live",
    params: key,
    answer: z.void(),
    status: 204,
    problems: [409],
  }),
  restoreFlow: route("POST", "/api/flows/{key}/restore", "analyst", {
    tag: "flows",
    summary: "Bring an archived flow back, not live",
    params: key,
    answer: flows.flowSummarySchema,
  }),
  saveDraft: route("PUT", "/api/flows/{key}/draft", "analyst", {
    tag: "flows",
    summary: "Save the draft, if nobody saved another one since",
    params: key,
    body: flows.saveDraftSchema,
    answer: flows.savedDraftSchema,
    problems: [409],
    // The editor saves while somebody draws; what counts is who published, and the draft says who saved it last.
    audited: false,
  }),
  validateFlow: route("POST", "/api/flows/{key}/validate", "viewer", {
    tag: "flows",
    summary: "Diagnostics of the stored draft, or of the document sent",
    params: key,
    body: z.strictObject({ document: z.unknown().optional() }),
    answer: flows.validationSchema,
    audited: false,
  }),
  publishFlow: route("POST", "/api/flows/{key}/publish", "analyst", {
    tag: "flows",
    summary: "Make the draft the live version",
    params: key,
    body: flows.publishSchema,
    answer: flows.publishedSchema,
    problems: [409],
  }),
  unpublishFlow: route("POST", "/api/flows/{key}/unpublish", "analyst", {
    tag: "flows",
    summary: "No new entries; open runs go on",
    params: key,
    answer: z.void(),
    status: 204,
    problems: [409],
  }),
  pauseFlow: route("POST", "/api/flows/{key}/pause", "operator", {
    tag: "flows",
    summary: "Pause every run of the flow and refuse entries",
    params: key,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),
  resumeFlow: route("POST", "/api/flows/{key}/resume", "operator", {
    tag: "flows",
    summary: "Resume every run of the flow and take entries again",
    params: key,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),
  listVersions: route("GET", "/api/flows/{key}/versions", "viewer", {
    tag: "flows",
    summary: "Versions, newest first",
    params: key,
    answer: z.object({ items: z.array(flows.versionSummarySchema) }),
  }),
  getVersion: route("GET", "/api/flows/{key}/versions/{version}", "viewer", {
    tag: "flows",
    summary: "A version's document",
    params: z.strictObject({ key: z.string(), version: z.coerce.number().int() }),
    answer: flows.versionSchema,
  }),
  startFlow: route("POST", "/api/flows/{key}/start", "operator", {
    tag: "flows",
    summary:
      "Start by hand: writes the event that the flow's manual trigger takes. Header Idempotency-Key makes a repeat the same start",
    params: key,
    body: flows.startFlowSchema,
    answer: flows.startedSchema,
    status: 202,
  }),
  flowRuns: route("GET", "/api/flows/{key}/runs", "viewer", {
    tag: "flows",
    summary: "Runs of a flow",
    params: key,
    query: runFilter,
    answer: list(runs.runSummarySchema),
  }),
  flowCounts: route("GET", "/api/flows/{key}/counts", "viewer", {
    tag: "flows",
    summary: "Runs per node",
    params: key,
    query: z.strictObject({ version: z.coerce.number().int().optional() }),
    answer: runs.nodeCountsSchema,
  }),

  listRuns: route("GET", "/api/runs", "viewer", {
    tag: "runs",
    summary: "Runs, newest first",
    query: runFilter,
    answer: list(runs.runSummarySchema),
  }),
  getRun: route("GET", "/api/runs/{id}", "viewer", {
    tag: "runs",
    summary: "A run: steps, waits, values, Temporal link",
    params: id,
    answer: runs.runSchema,
  }),
  runHistory: route("GET", "/api/runs/{id}/history", "viewer", {
    tag: "runs",
    summary: "What people did to a run: repairs, pauses, a cancellation; oldest first",
    params: id,
    answer: z.object({ items: z.array(audit.auditEntrySchema) }),
  }),
  runMessages: route("GET", "/api/runs/{id}/messages", "viewer", {
    tag: "runs",
    summary: "The mails of a run, filled in; oldest first",
    params: id,
    answer: z.object({ items: z.array(messages.runMessageSchema) }),
  }),
  resolveRun: route("POST", "/api/runs/{id}/resolve", "operator", {
    tag: "runs",
    summary: "Repair a parked step",
    params: id,
    body: runs.resolveSchema,
    answer: z.void(),
    status: 204,
    problems: [409, 503],
  }),
  cancelRun: route("POST", "/api/runs/{id}/cancel", "operator", {
    tag: "runs",
    summary: "End a run with outcome `cancelled`",
    params: id,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),
  pauseRun: route("POST", "/api/runs/{id}/pause", "operator", {
    tag: "runs",
    summary: "Record what happens, issue nothing",
    params: id,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),
  resumeRun: route("POST", "/api/runs/{id}/resume", "operator", {
    tag: "runs",
    summary: "Go on after a pause",
    params: id,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),

  listEvents: route("GET", "/api/events", "viewer", {
    tag: "events",
    summary: "Events, newest first",
    query: z.strictObject({
      ...page,
      type: z.string().max(256).optional(),
      subject: z.string().max(256).optional(),
      /** With `id`: the one event that its sender knows by them. */
      source: z.string().max(256).optional(),
      id: z.string().max(256).optional(),
    }),
    answer: list(events.eventSchema),
  }),
  sendEvent: route("POST", "/api/events", "operator", {
    tag: "events",
    summary:
      "Send an event to try a flow; its source is `throughline/test`. Header Idempotency-Key makes a repeat the same event",
    body: events.sendEventSchema,
    answer: events.sentEventSchema,
    status: 202,
    problems: [503],
  }),
  getReceipt: route("GET", "/api/events/{event}/receipt", "viewer", {
    tag: "events",
    summary: "What an event started and woke, what it did not, and why",
    params: z.strictObject({ event: z.string().regex(/^\d{1,18}$/) }),
    answer: events.receiptSchema,
  }),
  listEventTypes: route("GET", "/api/event-types", "viewer", {
    tag: "events",
    summary: "Event types seen, with the fields of their data",
    answer: z.object({ items: z.array(events.eventTypeSchema) }),
  }),
  listDeadLetters: route("GET", "/api/dead-letters", "operator", {
    tag: "events",
    summary: "What could not be delivered and is open: neither tried again nor dismissed",
    query: z.strictObject(page),
    answer: list(events.deadLetterSchema),
  }),
  retryDeadLetter: route("POST", "/api/dead-letters/{id}/retry", "operator", {
    tag: "events",
    summary: "Try a dead letter again",
    params: id,
    answer: z.void(),
    status: 202,
    problems: [409],
  }),

  dismissDeadLetter: route("DELETE", "/api/dead-letters/{id}", "operator", {
    tag: "events",
    summary: "Take a dead letter from the list without trying it again",
    params: id,
    answer: z.void(),
    status: 204,
  }),

  listTasks: route("GET", "/api/tasks", "viewer", {
    tag: "tasks",
    summary: "The inbox",
    query: z.strictObject({
      ...page,
      state: z.enum(["open", "ended"]).default("open"),
      queue: z.string().max(63).optional(),
      run: z.string().max(256).optional(),
    }),
    answer: list(tasks.taskSchema),
  }),
  getTask: route("GET", "/api/tasks/{id}", "viewer", {
    tag: "tasks",
    summary: "A task",
    params: id,
    answer: tasks.taskSchema,
  }),
  claimTask: route("POST", "/api/tasks/{id}/claim", "agent", {
    tag: "tasks",
    summary: "Take or give back a task",
    params: id,
    body: z.strictObject({ claim: z.boolean() }),
    answer: tasks.taskSchema,
    problems: [409],
  }),
  decideTask: route("POST", "/api/tasks/{id}/decide", "agent", {
    tag: "tasks",
    summary: "Decide; 409 says what happened instead",
    params: id,
    body: tasks.decideSchema,
    answer: tasks.taskSchema,
    problems: [409],
  }),

  getSubject: route("GET", "/api/subjects/{id}", "viewer", {
    tag: "subjects",
    summary: "A subject's profile and runs",
    params: id,
    answer: profiles.subjectSchema,
  }),
  setProfile: route("PATCH", "/api/subjects/{id}/profile", "operator", {
    tag: "subjects",
    summary: "Change fields of a profile",
    params: id,
    body: profiles.profileChangesSchema,
    answer: profiles.subjectSchema,
  }),

  listNodeTypes: route("GET", "/api/node-types", "viewer", {
    tag: "node types",
    summary: "Node types as data: forms, ports, outputs",
    answer: z.object({ items: z.array(nodeTypes.nodeTypeSchema) }),
  }),

  listStockItems: route("GET", "/api/stock-items", "viewer", {
    tag: "stock",
    summary: "Stock items with their newest orders",
    answer: z.object({ items: z.array(stock.stockItemSchema) }),
  }),
  putStockItem: route("PUT", "/api/stock-items/{id}", "operator", {
    tag: "stock",
    summary: "Create or change a stock item; the id is the SKU",
    params: id,
    body: stock.putStockItemSchema,
    answer: stock.stockItemSchema,
  }),

  closeStockOrder: route("POST", "/api/stock-items/{id}/close-order", "operator", {
    tag: "stock",
    summary: "Say that an order came or was cancelled: it no longer counts as coming",
    params: id,
    body: stock.closeStockOrderSchema,
    answer: stock.stockItemSchema,
  }),

  listHooks: route("GET", "/api/hooks", "viewer", {
    tag: "hooks",
    summary: "Webhooks",
    answer: z.object({ items: z.array(hooks.hookSchema) }),
  }),
  putHook: route("PUT", "/api/hooks/{key}", "admin", {
    tag: "hooks",
    summary: "Create or change a webhook",
    params: z.strictObject({ key: wordSchema }),
    body: hooks.putHookSchema,
    answer: hooks.hookSchema,
  }),
  listHookCalls: route("GET", "/api/hooks/{key}/calls", "admin", {
    tag: "hooks",
    summary: "The last calls of a webhook as they came, taken and refused",
    params: key,
    answer: z.object({ items: z.array(hooks.hookCallSchema) }),
  }),
  previewHook: route("POST", "/api/hooks/{key}/preview", "admin", {
    tag: "hooks",
    summary: "What a mapping would make of a call",
    params: key,
    body: hooks.previewHookSchema,
    answer: hooks.hookPreviewSchema,
    audited: false,
  }),
  deleteHook: route("DELETE", "/api/hooks/{key}", "admin", {
    tag: "hooks",
    summary: "Delete a webhook",
    params: key,
    answer: z.void(),
    status: 204,
  }),

  listSecrets: route("GET", "/api/secrets", "analyst", {
    tag: "secrets",
    summary: "Names of secrets; values are write-only",
    answer: z.object({ items: z.array(secrets.secretSchema) }),
  }),
  putSecret: route("PUT", "/api/secrets/{key}", "admin", {
    tag: "secrets",
    summary: "Store a secret, sealed",
    params: z.strictObject({ key: wordSchema }),
    body: secrets.putSecretSchema,
    answer: secrets.secretSchema,
  }),
  deleteSecret: route("DELETE", "/api/secrets/{key}", "admin", {
    tag: "secrets",
    summary: "Delete a secret",
    params: key,
    answer: z.void(),
    status: 204,
  }),

  listKeys: route("GET", "/api/keys", "admin", {
    tag: "keys",
    summary: "Write keys and API keys",
    answer: z.object({ items: z.array(keys.keySchema) }),
  }),
  createKey: route("POST", "/api/keys", "admin", {
    tag: "keys",
    summary: "Create a key; it is shown once",
    body: keys.createKeySchema,
    answer: keys.createdKeySchema,
    status: 201,
  }),
  changeKey: route("PATCH", "/api/keys/{id}", "admin", {
    tag: "keys",
    summary: "Change which web pages may use a write key from a browser",
    params: id,
    body: keys.changeKeySchema,
    answer: keys.keySchema,
  }),
  revokeKey: route("DELETE", "/api/keys/{id}", "admin", {
    tag: "keys",
    summary: "Revoke a key",
    params: id,
    answer: z.void(),
    status: 204,
  }),

  listSuppressions: route("GET", "/api/suppressions", "viewer", {
    tag: "mail",
    summary: "Addresses that get no mail",
    query: z.strictObject(page),
    answer: list(messages.suppressionSchema),
  }),
  deleteSuppression: route("DELETE", "/api/suppressions/{id}", "operator", {
    tag: "mail",
    summary: "Allow mail to an address again",
    params: id,
    answer: z.void(),
    status: 204,
  }),

  listTopics: route("GET", "/api/topics", "viewer", {
    tag: "mail",
    summary: "What mails may be about, beside transactional",
    answer: z.object({ items: z.array(messages.topicSchema) }),
  }),
  putTopic: route("PUT", "/api/topics/{key}", "operator", {
    tag: "mail",
    summary: "Create or change a topic",
    params: z.strictObject({ key: messages.topicKeySchema }),
    body: messages.putTopicSchema,
    answer: messages.topicSchema,
  }),
  deleteTopic: route("DELETE", "/api/topics/{key}", "operator", {
    tag: "mail",
    summary: "Delete a topic; what people said about it stays",
    params: key,
    answer: z.void(),
    status: 204,
  }),
  listSubscriptions: route("GET", "/api/subscriptions/{id}", "viewer", {
    tag: "mail",
    summary: "What an address gets mail about",
    params: id,
    answer: z.object({ items: z.array(messages.preferenceSchema) }),
  }),
  putSubscription: route("PUT", "/api/subscriptions/{id}", "operator", {
    tag: "mail",
    summary: "Note that an address wants mail about a topic, or none",
    params: id,
    body: messages.putSubscriptionSchema,
    answer: z.object({ items: z.array(messages.preferenceSchema) }),
  }),

  listAudit: route("GET", "/api/audit", "admin", {
    tag: "operations",
    summary: "Who changed what",
    query: z.strictObject(page),
    answer: list(audit.auditEntrySchema),
  }),
  live: route("GET", "/api/live", "viewer", {
    tag: "operations",
    summary: "Server-sent events: what changed",
    answer: live.liveMessageSchema,
    stream: true,
  }),
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
