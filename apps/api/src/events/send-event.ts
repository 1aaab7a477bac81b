// An event that a signed-in person sends to try a flow: checked and committed like one that came through a door.
import { RESERVED_SOURCE_PREFIX } from "@throughline/flow";
import { ON_BEHALF, makeEvent } from "@throughline/intake";
import type { Deps } from "../deps.ts";
import { idempotencyKey } from "../http/idempotency-key.ts";
import type { Call } from "../http/implement.ts";
import { orRefused } from "../http/refused.ts";

/** The source of test events; no write key may claim it, so a receipt always tells them from real ones. */
const TEST_SOURCE = `${RESERVED_SOURCE_PREFIX}test`;

/** Stores the event and answers with its number. */
export async function sendEvent({ body, header, note }: Call<"sendEvent">, deps: Deps) {
  const read = orRefused(
    makeEvent(
      {
        id: idempotencyKey(header),
        source: TEST_SOURCE,
        type: body.type,
        subject: body.subject,
        data: body.data ?? null,
      },
      ON_BEHALF,
    ),
  );
  const [ref] = orRefused(await deps.intake.take(read)).events;
  if (ref === undefined) throw new Error("Cannot send the event: the store gave no answer for it");
  note({
    event: String(ref.seq),
    type: body.type,
    ...(body.subject === undefined ? {} : { subject: body.subject }),
  });
  return { event: String(ref.seq), id: ref.id, source: ref.source, duplicate: ref.duplicate };
}
