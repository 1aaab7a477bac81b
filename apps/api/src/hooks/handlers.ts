// Webhooks: the secret that a provider signs with goes in and never comes out again.
import { signatureSchemeSchema } from "@throughline/contract";
import { deleteHook, listHooks, putHook } from "@throughline/db";
import type { HookRow } from "@throughline/db";
import { sealSecret } from "@throughline/nodes";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { hookPlace } from "./known-hooks.ts";

type HookRoutes = "listHooks" | "putHook" | "deleteHook";

export const hookHandlers: SomeHandlers<HookRoutes> = {
  async listHooks(_call, deps) {
    const rows = await listHooks(deps.sql);
    return { items: rows.map((row) => toHook(row, deps.config.publicUrl)) };
  },

  async putHook({ params, body, note }, deps) {
    const sealed =
      body.secret === undefined
        ? null
        : JSON.stringify(sealSecret(deps.config.sealingKeys, hookPlace(params.key), body.secret));
    await putHook(deps.sql, { key: params.key, name: body.name, scheme: body.scheme, sealed });
    note({ name: body.name, newSecret: sealed !== null });
    const [row] = await listHooks(deps.sql, params.key);
    if (row === undefined) throw new Error(`Cannot read webhook "${params.key}" again: its row is gone`);
    return toHook(row, deps.config.publicUrl);
  },

  async deleteHook({ params }, deps) {
    if (!(await deleteHook(deps.sql, params.key))) {
      throw new ProblemError(404, `Cannot find webhook "${params.key}": there is none with this key`);
    }
  },
};

function toHook(row: HookRow, publicUrl: string) {
  return {
    key: row.key,
    name: row.name,
    eventType: row.eventType,
    state: row.hasSecret ? ("verified" as const) : ("unset" as const),
    scheme: signatureSchemeSchema.parse(row.scheme),
    url: `${publicUrl}/hooks/${row.key}`,
    updatedAt: row.updatedAt,
  };
}
