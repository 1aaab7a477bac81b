import { beforeEach, expect, it } from "vitest";
import { openTestDatabase } from "../testing.ts";
import { changePerson, ensureLocalOwner } from "./people.ts";

const database = openTestDatabase();
beforeEach(() => database.sql`delete from "user"`);

const addPerson = async (id: string, role: string, isDisabled = false) => {
  await database.sql`
    insert into "user" (id, name, email, role, banned) values (${id}, ${id}, ${id + "@example.com"}, ${role}, ${isDisabled})`;
  await database.sql`
    insert into account (id, user_id, account_id, provider_id, password) values (${id}, ${id}, ${id}, 'credential', 'old')`;
  await database.sql`
    insert into session (id, user_id, token, expires_at) values (${id}, ${id}, ${id}, now() + interval '1 day')`;
};
const stateOf = async (id: string) => {
  const [row] = await database.sql`
    select role, banned as disabled, (select password from account where user_id = "user".id) as password,
           (select count(*)::int from session where user_id = "user".id) as sessions
    from "user" where id = ${id}`;
  return row;
};
const change = (id: string, changes: Parameters<typeof changePerson>[2]) =>
  changePerson(database.sql, id, changes);

it("a person's role, state and password change together, and they are signed out", async () => {
  await addPerson("ana", "viewer");
  expect(await change("ana", { role: "analyst" })).toBe("changed");
  expect(await stateOf("ana")).toEqual({ role: "analyst", disabled: false, password: "old", sessions: 1 });
  expect(await change("ana", { role: "agent", disabled: true, passwordHash: "new" })).toBe("changed");
  expect(await stateOf("ana")).toEqual({ role: "agent", disabled: true, password: "new", sessions: 0 });
});

it("whoever had only a link gets a first password", async () => {
  const owner = await ensureLocalOwner(database.sql);
  expect(await change(owner, { passwordHash: "first" })).toBe("changed");
  expect(await stateOf(owner)).toMatchObject({ password: "first" });
});

it("the last admin who is not disabled stays, and nothing of the change is done", async () => {
  await addPerson("ana", "admin");
  await addPerson("bo", "admin", true);
  const before = await stateOf("ana");
  expect(await change("ana", { role: "viewer", passwordHash: "new" })).toBe("last-admin");
  expect(await change("ana", { disabled: true })).toBe("last-admin");
  expect(await stateOf("ana")).toEqual(before);
  expect(await change("bo", { role: "viewer" })).toBe("changed");
  await change("bo", { role: "admin", disabled: false });
  expect(await change("ana", { disabled: true })).toBe("changed");
});

it("where no admin signs in at all, people still change", async () => {
  await addPerson("ana", "viewer");
  expect(await change("ana", { disabled: true })).toBe("changed");
  expect(await change("nobody", { disabled: true })).toBe("not-found");
});

it("admins who demote each other at the same time do not all succeed", async () => {
  const admins = ["a", "b", "c", "d"];
  for (const id of admins) await addPerson(id, "admin");
  const answers = await Promise.all(admins.map((id) => change(id, { role: "viewer" })));
  expect(answers.toSorted()).toEqual(["changed", "changed", "changed", "last-admin"]);
});
