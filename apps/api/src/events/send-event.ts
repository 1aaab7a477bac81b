// An event that a signed-in person sends to try a flow: checked and committed like one that came through a door.
import { randomUUID } from "node:crypto";
import type { Json } from "@throughline/flow";
import { RESERVED_SOURCE_PREFIX } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import type { Call } from "../http/implement.ts";
import type { PathProblem } from "../http/problem.ts";
import { ProblemError } from "../http/problem.ts";
import { assertSizes } from "../intake/assert-sizes.ts";
import { checkEvent } from "../intake/check-event.ts";

/** The source of test events; no write key may claim it, so a receipt always tells them from real ones. */
const TEST_SOURCE = `${RESERVED_SOURCE_PREFIX}test`;
/** Stands for the source while the event is checked, because the check refuses ours from everybody else. */
const ANY_SOURCE = "test";

/** Stores the event and answers with its number. */
export async function sendEvent({ body, header, note }: Call<"sendEvent">, deps: Deps) {
  const problems: PathProblem[] = [];
  const checked = checkEvent(
    {
      id: header("idempotency-key") ?? randomUUID(),
      source: ANY_SOURCE,
      type: body.type,
      time: undefined,
      subject: body.subject,
      data: (body.data ?? null) as Json, // z.json() is the same set of values
    },
    "",
    problems,
  );
  if (checked === null) throw new ProblemError(422, "Cannot take the event: it is not valid", { problems });
  const event = { ...checked, source: TEST_SOURCE };
  const bytes = Buffer.byteLength(JSON.stringify(event));
  assertSizes({ events: [event], bytes, isList: false });
  const [ref] = (await deps.commits.commit({ events: [event] }, bytes)).events;
  if (ref === undefined) throw new Error("Cannot send the event: the store gave no answer for it");
  note({
    event: String(ref.seq),
    type: event.type,
    ...(event.subject === undefined ? {} : { subject: event.subject }),
  });
  return { event: String(ref.seq), id: event.id, source: event.source, duplicate: ref.duplicate };
}
