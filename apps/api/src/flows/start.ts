import { hasLiveTrigger } from "@throughline/db";
import { STARTED_TYPE, startSource } from "@throughline/flow";
import { OWN, makeEvent } from "@throughline/intake";
import type { Deps } from "../deps.ts";
import { takeMade } from "../http/take-made.ts";
import type { Call } from "../http/implement.ts";
import { idempotentId } from "../http/idempotency-key.ts";
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
  const id = idempotentId(header);
  if (!(await hasLiveTrigger(deps.sql, params.key, "manual"))) {
    throw new ProblemError(
      422,
      `Cannot start flow "${params.key}": version ${flow.liveVersion}, which is live, has no trigger for a start by hand; add one and publish`,
    );
  }
  const data = body.data ?? null;
  const event = makeEvent(
    { id, source: startSource(params.key), type: STARTED_TYPE, subject: body.subject, data },
    OWN,
  );
  const ref = await takeMade(event, deps);
  note({ event: String(ref.seq), subject: body.subject });
  return { event: String(ref.seq), duplicate: ref.duplicate };
}
