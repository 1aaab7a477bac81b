import { wordSchema } from "@throughline/flow";
import { z } from "zod";
import * as hooks from "../hooks.ts";
import { key, route } from "./define-route.ts";

/** Webhooks and their last calls. */
export const hookRoutes = {
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
    repeats: null,
  }),
  deleteHook: route("DELETE", "/api/hooks/{key}", "admin", {
    tag: "hooks",
    summary: "Delete a webhook",
    params: key,
    answer: z.void(),
    status: 204,
  }),
};
