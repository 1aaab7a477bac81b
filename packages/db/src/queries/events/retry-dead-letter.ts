import type { Sql } from "postgres";

export type RetryAnswer =
  | { readonly kind: "retried" }
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "not-found" };

/**
 * Tries a dead letter again: an event goes back to the matcher, a delivery is given to its run once more under a fresh
 * number. A start that was refused for good is not repeated here, because it would have to pass the re-entry rule again.
 */
export async function retryDeadLetter(sql: Sql, id: string): Promise<RetryAnswer> {
  return sql.begin(async (tx): Promise<RetryAnswer> => {
    const [letter] = await tx<{ kind: string; seq: string | null; run: string | null; retried: boolean }[]>`
      select kind, seq::text as seq, run, retried_at is not null as retried from dead_letter where id = ${id}::bigint for update`;
    if (letter === undefined) return { kind: "not-found" };
    if (letter.retried) return { kind: "impossible", reason: "it was retried before" };
    if (letter.kind !== "event") {
      return {
        kind: "impossible",
        reason:
          letter.kind === "start"
            ? "send the event again with a new id to start anew"
            : "repair the run where it is parked",
      };
    }
    const queued = await tx`
      insert into pending (seq, bytes, received_at)
      select seq, octet_length(data::text), received_at from event where seq = ${letter.seq}::bigint
      on conflict do nothing returning seq`;
    if (queued.length === 0)
      return { kind: "impossible", reason: "its event is not kept any more, or is being matched already" };
    await tx`update dead_letter set retried_at = clock_timestamp() where id = ${id}::bigint`;
    return { kind: "retried" };
  });
}
