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

/** The line for a shell; the write key stays in the sender's hands. */
export function curlCommand(origin: string, event: EventToSend): string {
  return [
    `curl ${origin}/v1/events \\`,
    `  -H "Authorization: Bearer $WRITE_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(event).replaceAll("'", String.raw`'\''`)}'`,
  ].join("\n");
}
