// Idempotency-Key: a change that is asked for again with the same key is done once, and both get the same answer.
import { createHash, randomUUID } from "node:crypto";
import type { RouteName } from "@throughline/contract";
import { claimRequest, finishRequest, releaseRequest } from "@throughline/db";
import { canonicalJson } from "@throughline/flow";
import type { Json } from "@throughline/flow";
import { sealSecret, unsealSecret } from "@throughline/nodes";
import type { Deps } from "../deps.ts";
import type { Caller } from "./caller.ts";
import { keyReused } from "./idempotency-key.ts";
import { ProblemError } from "./problem.ts";

/** What a caller gets. */
export interface Reply {
  readonly status: number;
  readonly etag: string | null;
  /** Null: nothing. */
  readonly body: string | null;
}

export interface Asked {
  readonly route: RouteName;
  readonly who: Caller;
  readonly key: string;
  /** The address and the body: what must be the same again. */
  readonly target: string;
  readonly body: unknown;
}

/** Does it, or answers what the first request with this key was answered. Only what was done is remembered, no refusal. */
export async function answerOnce(
  { route, who, key, target, body }: Asked,
  act: () => Promise<Reply>,
  { sql, config, log }: Pick<Deps, "sql" | "config" | "log">,
): Promise<Reply & { readonly isRepeat: boolean }> {
  const id = { caller: `${who.kind}:${who.id}`, key };
  const place = { name: `${id.caller} ${key}`, version: 1 };
  const digest = createHash("sha256")
    .update(canonicalJson([route, target, body ?? null]))
    .digest();
  const claim = randomUUID();
  const claimed = await claimRequest(sql, { ...id, digest, claim });
  switch (claimed.kind) {
    case "other":
      throw keyReused();
    case "running":
      throw new ProblemError(
        409,
        "Cannot answer yet: the first request with this Idempotency-Key is still being done; send it again in a moment",
        { code: "in-progress", headers: { "retry-after": "1" } },
      );
    case "done":
      return {
        ...(JSON.parse(unsealSecret(config.sealingKeys, place, claimed.answer)) as Reply),
        isRepeat: true,
      }; // sealed below
    case "new": {
      const reply = await orRelease(act, () => releaseRequest(sql, { ...id, claim }));
      // Answers may show what is shown once only (a key), so they lie sealed.
      const answer: Json = sealSecret(config.sealingKeys, place, JSON.stringify(reply));
      await finishRequest(sql, { ...id, claim, answer }).catch((error: unknown) =>
        // What was done is done; a repeat soon finds it under way, and later does it again.
        log.error({ route, err: error }, "the answer to a request with an Idempotency-Key was not kept"),
      );
      return { ...reply, isRepeat: false };
    }
  }
}

async function orRelease(act: () => Promise<Reply>, release: () => Promise<void>): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    // If this fails too, the key is free again a minute after it was claimed.
    await release().catch(() => undefined);
    throw error;
  }
}
