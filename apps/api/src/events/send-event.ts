// An event that a signed-in person sends to try a flow: checked and committed like one that came through a door.
import { RESERVED_SOURCE_PREFIX } from "@throughline/flow";
import { ON_BEHALF, makeEvent } from "@throughline/intake";
import type { Deps } from "../deps.ts";
import { idempotentId } from "../http/idempotency-key.ts";
import type { Call } from "../http/implement.ts";
import { takeMade } from "../http/take-made.ts";

/** The source of test events; no write key may claim it, so a receipt always tells them from real ones. */
const TEST_SOURCE = `${RESERVED_SOURCE_PREFIX}test`;

/** Stores the event and answers with its number. */
export async function sendEvent({ body, header, note }: Call<"sendEvent">, deps: Deps) {
  const made = makeEvent(
    {
      id: idempotentId(header),
      source: TEST_SOURCE,
      type: body.type,
      subject: body.subject,
      data: body.data ?? null,
    },
    ON_BEHALF,
  );
  const ref = await takeMade(made, deps);
  note({
    event: String(ref.seq),
    type: body.type,
    ...(body.subject === undefined ? {} : { subject: body.subject }),
  });
  return { event: String(ref.seq), id: ref.id, source: ref.source, duplicate: ref.duplicate };
}
