import { z } from "zod";
import * as audit from "../audit.ts";
import * as messages from "../messages.ts";
import * as runs from "../runs.ts";
import { runFilter } from "./run-filter.ts";
import { id, list, route } from "./define-route.ts";

/** Runs, and what an operator does to one. */
export const runRoutes = {
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
  }),
  cancelRun: route("POST", "/api/runs/{id}/cancel", "operator", {
    tag: "runs",
    summary: "End a run with outcome `cancelled`",
    params: id,
    answer: z.void(),
    status: 202,
  }),
  pauseRun: route("POST", "/api/runs/{id}/pause", "operator", {
    tag: "runs",
    summary: "Record what happens, issue nothing",
    params: id,
    answer: z.void(),
    status: 202,
  }),
  resumeRun: route("POST", "/api/runs/{id}/resume", "operator", {
    tag: "runs",
    summary: "Go on after a pause",
    params: id,
    answer: z.void(),
    status: 202,
  }),
};
