// The client's side of the experiment: sends events over HTTP as any program would.
import { setTimeout } from "node:timers/promises";
import type { Installation } from "../installation.ts";
import type { Ledger, Outcome } from "../ledger/ledger.ts";

/** What a client sends. */
export interface Event {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly subject?: string;
  readonly data: object;
}
/** Resolves when the event was answered for good. */
export type Send = (event: Event) => Promise<void>;

/**
 * A client that writes every try into the ledger and sends again, with the same id, what was not answered. Tries go to the
 * installation's APIs in turn, as behind a load balancer: what one process left unanswered, another one is asked.
 */
export function createSender(installation: Installation, ledger: Ledger, signal: AbortSignal): Send {
  const { apis, writeKey } = installation;
  let tries = 0;
  return async (event) => {
    while (!signal.aborted) {
      const t0 = performance.now();
      const { outcome, seq, why } = await post({ api: apis[tries++ % apis.length] ?? "", writeKey }, event);
      ledger.add({
        kind: "send",
        t0,
        t1: performance.now(),
        source: event.source,
        id: event.id,
        subject: event.subject ?? "",
        outcome,
        event: seq,
        why,
      });
      if (outcome !== "info") return;
      await pause(250, signal);
    }
  };
}

async function post(
  { api, writeKey }: Pick<Installation, "api" | "writeKey">,
  event: Event,
): Promise<{ outcome: Outcome; seq: string | null; why: string | null }> {
  try {
    const response = await fetch(`${api}/v1/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${writeKey}`,
        "content-type": "application/cloudevents+json",
      },
      body: JSON.stringify({ specversion: "1.0", ...event }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (response.status === 202)
      return {
        outcome: "ok",
        seq: (JSON.parse(text) as { events: { event: string }[] }).events[0]?.event ?? null,
        why: null,
      }; // the contract's answer
    return {
      outcome: response.status >= 400 && response.status < 500 && response.status !== 429 ? "fail" : "info",
      seq: null,
      why: `${response.status} ${text.slice(0, 200)}`,
    };
  } catch (error) {
    return { outcome: "info", seq: null, why: String(error) };
  }
}

/** Over after `ms`, or at once when the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
