// What has happened outside must be written down, also when Postgres is away just then: giving up would do it again.
import { isRefusedData } from "@throughline/db";
import { untilItWorks } from "./until-it-works.ts";

/** Longer than a restart of Postgres; far longer than a failover of a managed one. */
const LIMIT_MS = 5 * 60_000;
const RETRY_MS = 250;

/** Writes until it is written. Throws at once what Postgres refuses for what it says, and after five minutes anything. */
export async function writeDown(write: () => Promise<unknown>): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const refused = await untilItWorks(
    async () => {
      try {
        await write();
        return null;
      } catch (error) {
        if (isRefusedData(error)) return { error };
        throw error;
      }
    },
    { signal, onRetry: () => undefined, retryMs: RETRY_MS },
  );
  if (refused !== null) throw refused.error;
}
