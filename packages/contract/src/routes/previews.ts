import * as previews from "../previews.ts";
import { key, route } from "./define-route.ts";

/** What a node of a drawing would write, before anything runs. */
export const previewRoutes = {
  previewNode: route("POST", "/api/flows/{key}/preview", "analyst", {
    tag: "flows",
    summary: "A node's mail and texts with a real event and profile; sends nothing",
    params: key,
    body: previews.previewRequestSchema,
    answer: previews.previewSchema,
    repeats: null,
  }),
  sendPreview: route("POST", "/api/flows/{key}/preview/send", "analyst", {
    tag: "flows",
    summary: "Send a node's mail, as it is shown, to oneself; marked as a test, counted nowhere",
    params: key,
    body: previews.sendPreviewSchema,
    answer: previews.sentPreviewSchema,
  }),
};
