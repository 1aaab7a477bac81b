import { readSecret } from "@throughline/db";
import type { Sql } from "@throughline/db";
import { Secret, StepError, unsealSecret } from "@throughline/nodes";
import type { SealingKeys, SecretsPort } from "@throughline/nodes";

/** Creates the port that opens stored secrets, here in the worker and nowhere else. */
export function createSecretsPort(sql: Sql, keys: SealingKeys): SecretsPort {
  return {
    resolve: async (name) => {
      const row = await readSecret(sql, name);
      if (row === null) {
        throw new StepError(
          "unknown-secret",
          `Cannot find secret "${name}": nobody stored one under this name, store it and retry the step`,
        );
      }
      try {
        const value = unsealSecret(keys, { name, version: row.version }, row.sealed);
        return new Secret(value, row.hosts);
      } catch (cause) {
        throw new StepError(
          "secret-unreadable",
          cause instanceof Error ? cause.message : `Cannot unseal secret "${name}"`,
          { cause },
        );
      }
    },
  };
}
