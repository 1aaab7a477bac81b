import { z } from "zod";
import * as audit from "../audit.ts";
import * as live from "../live.ts";
import { list, page, route } from "./define-route.ts";

/** Who changed what, and what changes now. */
export const operationRoutes = {
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
};
