import { flowKeySchema } from "@throughline/flow";
import { z } from "zod";
import * as flows from "../flows.ts";
import * as runs from "../runs.ts";
import { runFilter } from "./run-filter.ts";
import { DRAFT_ROLE } from "../roles.ts";
import { key, list, route, text } from "./define-route.ts";

/** What a column for them holds. */
const MOST_VERSION = 2_147_483_647;

/** Flows, their drafts and their versions. */
export const flowRoutes = {
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
    etag: "told",
  }),
  getFlow: route("GET", "/api/flows/{key}", "viewer", {
    tag: "flows",
    summary: "A flow with its draft",
    params: key,
    answer: flows.flowSchema,
    etag: "told",
  }),
  putFlow: route("PUT", "/api/flows/{key}", "analyst", {
    tag: "flows",
    summary:
      "Create the flow, or lay this document over its draft. If-Match: only over the revision of this ETag; If-None-Match: *: only if there is none",
    params: z.strictObject({ key: flowKeySchema }),
    body: flows.putFlowSchema,
    answer: flows.flowSchema,
    mayCreate: true,
    etag: "checked",
  }),
  deleteFlow: route("DELETE", "/api/flows/{key}", "analyst", {
    tag: "flows",
    summary: "Archive a flow that is not live",
    params: key,
    answer: z.void(),
    status: 204,
  }),
  restoreFlow: route("POST", "/api/flows/{key}/restore", "analyst", {
    tag: "flows",
    summary: "Bring an archived flow back, not live",
    params: key,
    answer: flows.flowSummarySchema,
  }),
  saveDraft: route("PUT", "/api/flows/{key}/draft", DRAFT_ROLE, {
    tag: "flows",
    summary: "Save the draft, if nobody saved another one since",
    params: key,
    body: flows.saveDraftSchema,
    answer: flows.savedDraftSchema,
    etag: "told",
    // The editor saves while somebody draws; what counts is who published, and the draft says who saved it last.
    audited: false,
  }),
  validateFlow: route("POST", "/api/flows/{key}/validate", "viewer", {
    tag: "flows",
    summary: "Diagnostics of the stored draft, or of the document sent",
    params: key,
    body: flows.validateFlowSchema,
    answer: flows.validationSchema,
    repeats: null,
  }),
  publishFlow: route("POST", "/api/flows/{key}/publish", "analyst", {
    tag: "flows",
    summary: "Make the draft the live version",
    params: key,
    body: flows.publishSchema,
    answer: flows.publishedSchema,
  }),
  unpublishFlow: route("POST", "/api/flows/{key}/unpublish", "analyst", {
    tag: "flows",
    summary: "No new entries; open runs go on",
    params: key,
    answer: z.void(),
    status: 204,
  }),
  pauseFlow: route("POST", "/api/flows/{key}/pause", "operator", {
    tag: "flows",
    summary: "Pause every run of the flow and refuse entries",
    params: key,
    answer: z.void(),
    status: 202,
  }),
  resumeFlow: route("POST", "/api/flows/{key}/resume", "operator", {
    tag: "flows",
    summary: "Resume every run of the flow and take entries again",
    params: key,
    answer: z.void(),
    status: 202,
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
    params: z.strictObject({
      key: text(63).min(1),
      version: z.coerce.number().int().min(1).max(MOST_VERSION),
    }),
    answer: flows.versionSchema,
  }),
  startFlow: route("POST", "/api/flows/{key}/start", "operator", {
    tag: "flows",
    summary: "Start by hand: writes the event that the flow's manual trigger takes",
    params: key,
    body: flows.startFlowSchema,
    answer: flows.startedSchema,
    status: 202,
    repeats: "event",
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
    query: z.strictObject({ version: z.coerce.number().int().min(1).max(MOST_VERSION).optional() }),
    answer: runs.nodeCountsSchema,
  }),
};
