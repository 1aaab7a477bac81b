// Who is signed in, keys, and the trail of who changed what.
import { randomBytes, randomUUID } from "node:crypto";
import type { Person } from "@throughline/contract";
import { addKey, listAudit, listKeys, listPeople, revokeKey } from "@throughline/db";
import type { PersonRow } from "@throughline/db";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { numberCursor, toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";
import { hashToken } from "../intake/key-ring.ts";
import { toRole } from "./people.ts";

type PeopleRoutes =
  | "me"
  | "listPeople"
  | "createPerson"
  | "changePerson"
  | "listKeys"
  | "createKey"
  | "revokeKey"
  | "listAudit";

/** Characters of a key that stay readable, so that a person recognises it in the list. */
export const KEY_PREFIX_LENGTH = 12;

export const peopleHandlers: SomeHandlers<PeopleRoutes> = {
  me: async ({ who }, { config }) => ({
    id: who.id,
    name: who.name,
    email: who.email,
    role: who.role,
    temporalUiUrl: config.temporal.uiUrl,
    mailUrl: config.mailUrl,
  }),

  listPeople: async (_call, deps) => ({ items: (await listPeople(deps.sql)).map(toPerson) }),

  async createPerson({ body, note }, deps) {
    const id = await deps.people.addPerson(body);
    if (id === null) {
      throw new ProblemError(409, `Cannot add "${body.email}": somebody with this e-mail address is there`);
    }
    note({ id, role: body.role });
    return findPerson(id, deps);
  },

  async changePerson({ params, body, who, note }, deps) {
    const losesRights = body.disabled === true || (body.role !== undefined && body.role !== who.role);
    if (who.kind === "person" && who.id === params.id && losesRights) {
      throw new ProblemError(409, "Cannot take your own rights away: another admin must do it");
    }
    const answer = await deps.people.changePerson(params.id, body);
    if (answer === "not-found") {
      throw new ProblemError(404, `Cannot find person "${params.id}": there is none with this id`);
    }
    if (answer === "last-admin") {
      throw new ProblemError(
        409,
        `Cannot change person "${params.id}": no admin would remain, make another person admin first`,
      );
    }
    const { role, disabled, password } = body;
    note({
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { newPassword: true }),
    });
    return findPerson(params.id, deps);
  },

  listKeys: async (_call, deps) => ({ items: await listKeys(deps.sql) }),

  async createKey({ body, who, note }, deps) {
    const id = randomUUID();
    const key = `tl_${body.kind}_${randomBytes(32).toString("base64url")}`;
    await addKey(deps.sql, {
      id,
      kind: body.kind,
      name: body.name,
      prefix: key.slice(0, KEY_PREFIX_LENGTH),
      hash: hashToken(key),
      role: body.kind === "api" ? body.role : "write",
      sources: body.kind === "write" ? body.sources : [],
      by: who.actor,
    });
    note({ id, kind: body.kind, name: body.name });
    const [row] = await listKeys(deps.sql, id);
    if (row === undefined) throw new Error(`Cannot read key "${id}" again: its row is gone`);
    return { ...row, key };
  },

  async revokeKey({ params }, deps) {
    if (!(await revokeKey(deps.sql, params.id))) {
      throw new ProblemError(404, `Cannot find key "${params.id}": there is none with this id`);
    }
    deps.keys.forget();
  },

  async listAudit({ query }, deps) {
    const rows = await listAudit(deps.sql, { after: numberCursor(query.after), limit: query.limit + 1 });
    return toPage(
      rows.map((row) => ({ ...row, detail: row.detail as never })),
      query.limit,
      (row) => row.id,
    ); // z.json() types its input as mutable
  },
};

async function findPerson(id: string, deps: Deps): Promise<Person> {
  const [row] = await listPeople(deps.sql, id);
  if (row === undefined) throw new Error(`Cannot read person "${id}" again: their row is gone`);
  return toPerson(row);
}

function toPerson(row: PersonRow): Person {
  return { ...row, role: toRole(row.role) };
}
