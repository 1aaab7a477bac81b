import { z } from "zod";
import * as flows from "../flows.ts";
import * as runs from "../runs.ts";
import { runFilter } from "./run-filter.ts";
import { key, list, route } from "./define-route.ts";

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
};
