// Webhooks: the secret that a sender signs with goes in and never comes out again.
import { hookMappingSchema, signatureSchemeSchema } from "@throughline/contract";
import type { HookCall, HookMapping } from "@throughline/contract";
import { deleteHook, listHookCalls, listHooks, putHook } from "@throughline/db";
import type { HookRow } from "@throughline/db";
import { parseExpression } from "@throughline/flow";
import { sealSecret } from "@throughline/nodes";
import { mapEvents, readCallBody } from "../doors/index.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { hookPlace } from "./known-hooks.ts";

type HookRoutes = "listHooks" | "putHook" | "listHookCalls" | "previewHook" | "deleteHook";

export const hookHandlers: SomeHandlers<HookRoutes> = {
  async listHooks(_call, deps) {
    const rows = await listHooks(deps.sql);
    return { items: rows.map((row) => toHook(row, deps.config.publicUrl)) };
  },

  async putHook({ params: { key }, body: { secret, ...hook }, note }, deps) {
    assertReadable(hook.mapping);
    if (hook.scheme.kind === "basic" && secret !== undefined && !/^[^:]+:./.test(secret)) {
      throw new ProblemError(422, `Cannot store webhook "${key}": the secret must be user, colon, password`, {
        problems: [{ path: "/secret", message: "must be user, colon, password" }],
      });
    }
    const sealed =
      secret === undefined
        ? null
        : JSON.stringify(sealSecret(deps.config.sealingKeys, hookPlace(key), secret));
    await putHook(deps.sql, { key, ...hook, sealed });
    note({ name: hook.name, newSecret: sealed !== null });
    const [row] = await listHooks(deps.sql, key);
    if (row === undefined) throw new Error(`Cannot read webhook "${key}" again: its row is gone`);
    return toHook(row, deps.config.publicUrl);
  },

  async listHookCalls({ params: { key } }, deps) {
    const [hook] = await listHooks(deps.sql, key);
    if (hook === undefined) throw notFound(key);
    const rows = await listHookCalls(deps.sql, key);
    return {
      items: rows.map(({ id, call, ...row }) => ({
        ...row,
        id: String(id),
        ...(call as unknown as Omit<HookCall, "id" | "at" | "status" | "reason">), // written by the door
      })),
    };
  },

  previewHook({ params: { key }, body: { scheme, mapping, call } }) {
    const body = readCallBody(call.headers["content-type"], Buffer.from(call.body));
    const url = `?${call.query}`;
    const made =
      body.kind === "refused"
        ? body
        : mapEvents({ key, scheme, mapping }, { headers: call.headers, url, body: body.value });
    if (!Array.isArray(made)) return Promise.resolve({ events: [], problem: made.message });
    const events = made.map(({ mapped: { type, subject = null, time = null, data } }) => ({
      type,
      subject,
      time,
      data,
    }));
    return Promise.resolve({ events, problem: null });
  },

  async deleteHook({ params }, deps) {
    if (!(await deleteHook(deps.sql, params.key))) throw notFound(params.key);
  },
};

function notFound(key: string): ProblemError {
  return new ProblemError(404, `Cannot find webhook "${key}": there is none with this key`);
}

/** What does not parse would refuse every call from now on. */
function assertReadable(mapping: HookMapping): void {
  const problems = Object.entries(mapping).flatMap(([field, text]) => {
    const parsed = text === undefined || text.startsWith("/") ? null : parseExpression(text);
    return parsed === null || parsed.ok ? [] : [{ path: `/mapping/${field}`, message: parsed.message }];
  });
  if (problems.length === 0) return;
  throw new ProblemError(422, "Cannot store the webhook: what reads its calls is not understood", {
    problems,
  });
}

function toHook(row: HookRow, publicUrl: string) {
  const isPreviousTaken = row.previousUntil !== null && Date.parse(row.previousUntil) > Date.now();
  return {
    key: row.key,
    name: row.name,
    eventType: row.eventType,
    state: row.hasSecret ? ("verified" as const) : ("unset" as const),
    scheme: signatureSchemeSchema.parse(row.scheme),
    mapping: hookMappingSchema.parse(row.mapping),
    toleranceS: row.toleranceS,
    repeatWindowS: row.repeatWindowS,
    previousUntil: isPreviousTaken ? row.previousUntil : null,
    url: `${publicUrl}/hooks/${row.key}`,
    updatedAt: row.updatedAt,
  };
}
