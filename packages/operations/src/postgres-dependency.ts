import { connect } from "@throughline/db";
import type { Dependency } from "./readiness.ts";
import { ANSWER_MS } from "./readiness.ts";

/** Postgres through the process's own pool, by `probe`, and through a connection of its own. */
export function postgresDependency(url: string, probe: () => Promise<unknown>): Dependency {
  return {
    name: "Postgres",
    probe,
    async probeAfresh() {
      const fresh = connect(url, {
        max: 1,
        applicationName: "throughline-probe",
        connectTimeoutMs: ANSWER_MS,
      });
      try {
        await fresh`select 1`;
      } finally {
        await fresh.end({ timeout: 1 });
      }
    },
  };
}
