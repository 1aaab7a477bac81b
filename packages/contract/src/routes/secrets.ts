import { wordSchema } from "@throughline/flow";
import { z } from "zod";
import * as secrets from "../secrets.ts";
import { key, route } from "./define-route.ts";

/** Names of secrets; values never come back. */
export const secretRoutes = {
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
};
