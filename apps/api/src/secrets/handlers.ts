// Secrets: what is sealed goes in and never comes out again.
import { deleteSecret, listSecrets, putSecret } from "@throughline/db";
import { sealSecret } from "@throughline/nodes";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";

type SecretRoutes = "listSecrets" | "putSecret" | "deleteSecret";

export const secretHandlers: SomeHandlers<SecretRoutes> = {
  listSecrets: async (_call, deps) => ({ items: await listSecrets(deps.sql) }),

  async putSecret({ params, body, who, note }, deps) {
    const name = params.key;
    const isStored = await putSecret(deps.sql, { name, hosts: body.hosts, by: who.actor }, (version) =>
      sealSecret(deps.config.sealingKeys, { name, version }, body.value),
    );
    if (!isStored) {
      throw new ProblemError(422, `Cannot store secret "${name}": say which hosts it may be sent to`, {
        problems: [{ path: "/hosts", message: "must name a host that the secret may be sent to" }],
      });
    }
    const [row] = await listSecrets(deps.sql, name);
    if (row === undefined) throw new Error(`Cannot read secret "${name}" again: its row is gone`);
    note({ hosts: row.hosts });
    return row;
  },

  async deleteSecret({ params }, deps) {
    if (!(await deleteSecret(deps.sql, params.key))) {
      throw new ProblemError(404, `Cannot find secret "${params.key}": there is none with this name`);
    }
  },
};
