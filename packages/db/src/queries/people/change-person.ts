import type { Sql } from "postgres";
import type { Transaction } from "../../connect.ts";

export interface PersonChanges {
  readonly role?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
}

/** `last-admin`: nothing was changed, because no admin who may sign in would remain. */
export type ChangedPerson = "changed" | "not-found" | "last-admin";

/** Changes what is named, all or nothing. Disabled, or with a new password, a person is signed out. */
export async function changePerson(sql: Sql, id: string, changes: PersonChanges): Promise<ChangedPerson> {
  return sql.begin(async (tx) => {
    const people = await lockWithAdmins(tx, id);
    const person = people.find((one) => one.id === id);
    if (person === undefined) return "not-found";
    const after = people.map((one) => (one.id === id ? changed(one, changes) : one));
    if (isEnabledAdmin(person) && !after.some(isEnabledAdmin)) return "last-admin";
    await writeUser(tx, id, changes);
    if (changes.passwordHash !== undefined) await writePassword(tx, id, changes.passwordHash);
    if (changes.disabled === true || changes.passwordHash !== undefined) {
      await tx`delete from session where user_id = ${id}`;
    }
    return "changed";
  });
}

interface Standing {
  readonly id: string;
  readonly role: string;
  readonly isDisabled: boolean;
}

/** Every admin, so that two changes at the same time cannot each count on the other's; in one order, so that they only wait. */
function lockWithAdmins(tx: Transaction, id: string): Promise<Standing[]> {
  return tx<Standing[]>`
    select id, role, coalesce(banned, false) as "isDisabled" from "user"
    where id = ${id} or role = 'admin' order by id for no key update`;
}

function changed(person: Standing, { role, disabled }: PersonChanges): Standing {
  return { ...person, role: role ?? person.role, isDisabled: disabled ?? person.isDisabled };
}

function isEnabledAdmin({ role, isDisabled }: Standing): boolean {
  return role === "admin" && !isDisabled;
}

async function writeUser(tx: Transaction, id: string, { role, disabled }: PersonChanges): Promise<void> {
  if (role !== undefined) await tx`update "user" set role = ${role}, updated_at = now() where id = ${id}`;
  if (disabled !== undefined) {
    await tx`
      update "user" set banned = ${disabled}, ban_reason = null, ban_expires = null, updated_at = now()
      where id = ${id}`;
  }
}

/** As the sign-in service keeps it; whoever had only a link so far gets a first one. */
async function writePassword(tx: Transaction, id: string, hash: string): Promise<void> {
  const known = await tx`
    update account set password = ${hash}, updated_at = now()
    where user_id = ${id} and provider_id = 'credential' returning id`;
  if (known.length > 0) return;
  await tx`
    insert into account (id, user_id, account_id, provider_id, password)
    values (${crypto.randomUUID()}, ${id}, ${id}, 'credential', ${hash})`;
}
