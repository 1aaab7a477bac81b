// Who is signed in, and who may.
import type { Person } from "@throughline/contract";
import { listPeople } from "@throughline/db";
import type { PersonRow } from "@throughline/db";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { toRole } from "./people.ts";

type PeopleRoutes = "me" | "listPeople" | "createPerson" | "changePerson";

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
};

async function findPerson(id: string, deps: Deps): Promise<Person> {
  const [row] = await listPeople(deps.sql, id);
  if (row === undefined) throw new Error(`Cannot read person "${id}" again: their row is gone`);
  return toPerson(row);
}

function toPerson(row: PersonRow): Person {
  return { ...row, role: toRole(row.role) };
}
