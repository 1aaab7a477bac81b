// Keeps the last calls of webhooks. Strangers may call as often as they like, so only a few a second are written down.
import { keepHookCall } from "@throughline/db";
import type { Sql } from "@throughline/db";
import type { KeptCall } from "../doors/index.ts";

/** Calls of one sort that may be kept at once, and again one more each second. */
const BURST = 5;

/** Keeps calls without making anybody wait; `onError` is told what could not be kept. */
export function createKeepCalls(
  sql: Sql,
  onError: (error: unknown) => void,
  now: () => number = Date.now,
): (call: KeptCall) => void {
  const kept = new Map<string, { readonly left: number; readonly atMs: number }>();
  return (call) => {
    const sort = `${call.hook} ${call.reason === null}`;
    const last = kept.get(sort) ?? { left: BURST, atMs: now() };
    const left = Math.min(BURST, last.left + (now() - last.atMs) / 1000);
    if (left < 1) return;
    kept.set(sort, { left: left - 1, atMs: now() });
    keepHookCall(sql, call).catch(onError);
  };
}
