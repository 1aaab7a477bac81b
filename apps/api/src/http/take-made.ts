// An event that a request makes: committed once, however often the request comes.
import { readEvent } from "@throughline/db";
import { canonicalJson } from "@throughline/flow";
import type { Accepted, ReadEvents, Refusal } from "@throughline/intake";
import type { Deps } from "../deps.ts";
import { keyReused } from "./idempotency-key.ts";
import { orRefused } from "./refused.ts";

/** Commits it. Its id is the Idempotency-Key, so one that is there already must be the same event. */
export async function takeMade(
  made: ReadEvents | Refusal,
  { intake, sql }: Pick<Deps, "intake" | "sql">,
): Promise<Accepted["events"][number]> {
  const read = orRefused(made);
  const [event] = read.events;
  const [ref] = orRefused(await intake.take(read)).events;
  if (event === undefined || ref === undefined)
    throw new Error("Cannot take the event: the store gave no answer for it");
  if (!ref.duplicate) return ref;
  const stored = await readEvent(sql, String(ref.seq));
  const isSame =
    stored === null ||
    (stored.type === event.type &&
      stored.subject === (event.subject ?? null) &&
      canonicalJson(stored.data) === canonicalJson(event.data));
  if (!isSame) throw keyReused();
  return ref;
}
