// From the fields of the test event dialog to an event, and to the command that sends the same from a shell.
import type { routes } from "@throughline/contract";
import { parseJson } from "@throughline/flow";
import type { z } from "zod";

/** The dialog as it is filled in. */
export interface TestFields {
  readonly type: string;
  readonly subject: string;
  /** JSON text; empty for none. */
  readonly data: string;
}

/** What the API takes. */
export type EventToSend = z.input<typeof routes.sendEvent.body>;

type Reading =
  | { readonly ok: true; readonly event: EventToSend }
  | { readonly ok: false; readonly field: keyof TestFields; readonly problem: string };

/** Reads the fields; an empty subject or empty data is left out. */
export function eventToSend({ type, subject, data }: TestFields): Reading {
  if (type.trim() === "") return { ok: false, field: "type", problem: "An event needs a type." };
  const base = {
    type: type.trim(),
    ...(subject.trim() === "" ? {} : { subject: subject.trim() }),
  };
  if (data.trim() === "") return { ok: true, event: base };
  try {
    return { ok: true, event: { ...base, data: parseJson(data) } };
  } catch {
    return { ok: false, field: "data", problem: "This is not JSON." };
  }
}

/** A type of events that were seen, with the fields of its data. */
export interface SeenType {
  readonly type: string;
  readonly lastSeenAt: string | null;
  readonly fields: readonly { readonly path: string; readonly sample: unknown }[];
}

/** What the dialog begins with: the type that is looked at, or else the one seen last, with the data that it came with. */
export function firstEvent(types: readonly SeenType[], wanted: string | undefined): TestFields {
  const newest = types.toSorted((a, b) => ((a.lastSeenAt ?? "") < (b.lastSeenAt ?? "") ? 1 : -1));
  const type = wanted ?? newest.find(({ type: name }) => !OWN.test(name))?.type ?? "";
  return { type, subject: "customer-1", data: sampleData(types, type) };
}

/** Data as events of a type brought it, as text; empty where none was seen. */
export function sampleData(types: readonly SeenType[], type: string): string {
  const fields = types.find((seen) => seen.type === type)?.fields ?? [];
  const data: Record<string, unknown> = {};
  for (const { path, sample } of fields) {
    const names = path.split(".").slice(2);
    const last = names.pop();
    if (last === undefined) continue;
    let at = data;
    for (const name of names) {
      const inner = at[name];
      at = at[name] = typeof inner === "object" && inner !== null ? { ...inner } : {};
    }
    at[last] ??= sample;
  }
  return fields.length === 0 ? "" : JSON.stringify(data, null, 2);
}

/** What the installation says itself: nobody sends these. */
const OWN = /^(?:email|message|profile|identify)\./;

/** The line for a shell; the write key stays in the sender's hands. */
export function curlCommand(origin: string, event: EventToSend): string {
  return [
    `curl ${origin}/v1/events \\`,
    `  -H "Authorization: Bearer $WRITE_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(event).replaceAll("'", String.raw`'\''`)}'`,
  ].join("\n");
}
