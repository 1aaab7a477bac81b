import { randomUUID } from "node:crypto";
import type { Json } from "@throughline/flow";
import { STARTED_TYPE } from "@throughline/flow";
import type { Deps } from "../deps.ts";
import type { Call } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { findFlow } from "./find-flow.ts";

/** A start by hand is an event like any other: one path, one dedupe, one receipt. Only the flow's manual trigger sees it. */
export async function startFlow(
  { params, body, header, note }: Call<"startFlow">,
  deps: Deps,
): Promise<{ event: string; duplicate: boolean }> {
  const flow = await findFlow(params.key, deps);
  if (flow.liveVersion === null) {
    throw new ProblemError(422, `Cannot start flow "${params.key}": it is not published`);
  }
  const id = header("idempotency-key") ?? randomUUID();
  if (id.length === 0 || id.length > 256)
    throw new ProblemError(400, "Cannot read the header Idempotency-Key: it must have 1 to 256 characters");
  const answer = await deps.commits.commit(
    {
      events: [
        {
          id,
          source: `throughline/start/${params.key}`,
          type: STARTED_TYPE,
          subject: body.subject,
          data: (body.data ?? null) as Json, // z.json() is the same set of values
        },
      ],
    },
    JSON.stringify(body.data ?? null).length,
  );
  const [ref] = answer.events;
  if (ref === undefined)
    throw new Error(`Cannot start flow "${params.key}": the store gave no answer for the event`);
  note({ event: String(ref.seq), subject: body.subject });
  return { event: String(ref.seq), duplicate: ref.duplicate };
}
