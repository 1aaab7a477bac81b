import { z } from "zod";
import * as keys from "../keys.ts";
import { id, route } from "./define-route.ts";

/** Write keys and API keys. */
export const keyRoutes = {
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
};
