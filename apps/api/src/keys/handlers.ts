// Write keys and API keys: a key is shown once, its hash is kept.
import { randomBytes, randomUUID } from "node:crypto";
import { addKey, changeOrigins, listKeys, revokeKey } from "@throughline/db";
import type { Deps } from "../deps.ts";
import { hashToken } from "../http/bearer.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";

/** Characters of a key that stay readable, so that a person recognises it in the list. */
export const KEY_PREFIX_LENGTH = 12;

export const keyHandlers: SomeHandlers<"listKeys" | "createKey" | "changeKey" | "revokeKey"> = {
  listKeys: async (_call, deps) => ({ items: await listKeys(deps.sql) }),

  async createKey({ body, who, note }, deps) {
    const id = randomUUID();
    const key = `tl_${body.kind}_${randomBytes(32).toString("base64url")}`;
    await addKey(deps.sql, {
      id,
      kind: body.kind,
      name: body.name,
      prefix: key.slice(0, KEY_PREFIX_LENGTH),
      hash: hashToken(key),
      role: body.kind === "api" ? body.role : "write",
      sources: body.kind === "write" ? body.sources : [],
      origins: body.kind === "write" ? (body.origins ?? []) : [],
      by: who.actor,
    });
    note({ id, kind: body.kind, name: body.name });
    deps.keys.forget();
    return { ...(await readKey(id, deps)), key };
  },

  async changeKey({ params, body, note }, deps) {
    if (!(await changeOrigins(deps.sql, params.id, body.origins))) {
      throw new ProblemError(404, `Cannot find key "${params.id}": there is no live write key with this id`);
    }
    note({ origins: body.origins });
    deps.keys.forget();
    return readKey(params.id, deps);
  },

  async revokeKey({ params }, deps) {
    if (!(await revokeKey(deps.sql, params.id))) {
      throw new ProblemError(404, `Cannot find key "${params.id}": there is none with this id`);
    }
    deps.keys.forget();
  },
};

async function readKey(id: string, deps: Deps) {
  const [row] = await listKeys(deps.sql, id);
  if (row === undefined) throw new Error(`Cannot read key "${id}" again: its row is gone`);
  return row;
}
