// Webhooks and secrets: what is sealed goes in and never comes out again.
import { signatureSchemeSchema } from "@throughline/contract";
import { deleteHook, deleteSecret, listHooks, listSecrets, putHook, putSecret } from "@throughline/db";
import type { HookRow } from "@throughline/db";
import type { JsonObject } from "@throughline/flow";
import { sealSecret } from "@throughline/nodes";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { hookPlace } from "./known-hooks.ts";

type DoorRoutes = "listHooks" | "putHook" | "deleteHook" | "listSecrets" | "putSecret" | "deleteSecret";

export const doorHandlers: SomeHandlers<DoorRoutes> = {
  async listHooks(_call, deps) {
    const rows = await listHooks(deps.sql);
    return { items: rows.map((row) => toHook(row, deps.config.publicUrl)) };
  },

  async putHook({ params, body, note }, deps) {
    const sealed =
      body.secret === undefined
        ? null
        : JSON.stringify(sealSecret(deps.config.sealingKeys, hookPlace(params.key), body.secret));
    await putHook(deps.sql, { key: params.key, name: body.name, scheme: body.scheme as JsonObject, sealed }); // a parsed scheme is JSON
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

  listSecrets: async (_call, deps) => ({ items: await listSecrets(deps.sql) }),

  async putSecret({ params, body, who, note }, deps) {
    const name = params.key;
    const isStored = await putSecret(deps.sql, { name, hosts: body.hosts, by: who.actor }, (version) => ({
      ...sealSecret(deps.config.sealingKeys, { name, version }, body.value),
    }));
    if (!isStored) {
      throw new ProblemError(422, `Cannot store secret "${name}": say which hosts it may be sent to`, {
        problems: [{ path: "/hosts", message: "must name a host that the secret may be sent to" }],
      });
    }
    const [row] = await listSecrets(deps.sql, name);
    if (row === undefined) throw new Error(`Cannot read secret "${name}" again: its row is gone`);
    note({ hosts: row.hosts });
    return row;
  },

  async deleteSecret({ params }, deps) {
    if (!(await deleteSecret(deps.sql, params.key))) {
      throw new ProblemError(404, `Cannot find secret "${params.key}": there is none with this name`);
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
