// People: better-auth keeps users, passwords and sessions; this file gives it our tables, our roles and our one-time link.
import { hkdfSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ROLES, mayUse } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import { changePerson, drizzleOn, schema, takeSignInToken } from "@throughline/db";
import type { ChangedPerson, Sql } from "@throughline/db";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { fromNodeHeaders } from "better-auth/node";
import { admin } from "better-auth/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements } from "better-auth/plugins/admin/access";
import { z } from "zod";
import { hashToken } from "../http/bearer.ts";

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface People {
  /** Who a session cookie belongs to, or null; and the cookies to set: a session that is used lasts longer. */
  sessionOf(
    headers: IncomingHttpHeaders,
  ): Promise<{ readonly person: Person | null; readonly cookies: readonly string[] }>;
  /** What better-auth answers under `/api/auth/`. */
  handle(request: Request, address: CallerAddress): Promise<Response>;
  /** Signs in with a one-time link: the cookies to set, or null when the link is used up or too old. */
  signInByLink(
    token: string,
    headers: IncomingHttpHeaders,
    address: CallerAddress,
  ): Promise<readonly string[] | null>;
  /** Adds a person with a password; their id, or null when somebody has this e-mail address. */
  addPerson(person: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
    readonly role: Role;
  }): Promise<string | null>;
  /** Changes what is named, all or nothing. Disabled, or with a new password, a person is signed out. */
  changePerson(
    id: string,
    changes: {
      readonly role?: Role | undefined;
      readonly disabled?: boolean | undefined;
      readonly password?: string | undefined;
    },
  ): Promise<ChangedPerson>;
}

/** The address of the caller as Express knows it, which believes proxies as `TRUST_PROXY` says. */
type CallerAddress = string | undefined;

/** How better-auth is told the address; whatever comes from outside under this name is taken away. */
const CALLER_ADDRESS_HEADER = "x-throughline-caller";

export interface PeopleOptions {
  readonly sql: Sql;
  readonly publicUrl: string;
  readonly secretKey: string;
}

/** People over the given database. Nobody signs up alone: admins add people. */
export function createPeople(options: PeopleOptions): People {
  const auth = createAuth(options);
  const { sql } = options;
  return {
    handle(request, address) {
      nameCaller(request.headers, address);
      return auth.handler(request);
    },
    async sessionOf(headers) {
      const { headers: answer, response: found } = await auth.api.getSession({
        headers: nameCaller(fromNodeHeaders(headers), undefined),
        returnHeaders: true,
      });
      const cookies = answer.getSetCookie();
      if (found === null || found.user.banned === true) return { person: null, cookies };
      const { id, name, email, role } = found.user;
      return { person: { id, name, email, role: toRole(role) }, cookies };
    },
    async signInByLink(token, headers, address) {
      try {
        const { headers: answer } = await auth.api.signInByLink({
          body: { token },
          headers: nameCaller(fromNodeHeaders(headers), address),
          returnHeaders: true,
        });
        return answer.getSetCookie();
      } catch (error) {
        if (error instanceof APIError) return null;
        throw error;
      }
    },
    async addPerson({ role, ...person }) {
      // The plugin's type lists its own two roles; ours are given to it below.
      try {
        const { user } = await auth.api.createUser({ body: { ...person, role: role as "admin" } });
        return user.id;
      } catch (error) {
        if (error instanceof APIError && String(error.body?.code).startsWith("USER_ALREADY_EXISTS"))
          return null;
        throw error;
      }
    },
    async changePerson(id, { role, disabled, password }) {
      // The plugin's own endpoints answer to session cookies only; an admin's key may do the same.
      const passwords = (await auth.$context).password;
      const passwordHash = password === undefined ? undefined : await passwords.hash(password);
      return changePerson(sql, id, { role, disabled, passwordHash });
    },
  };
}

function nameCaller(headers: Headers, address: CallerAddress): Headers {
  headers.delete(CALLER_ADDRESS_HEADER);
  if (address !== undefined) headers.set(CALLER_ADDRESS_HEADER, address);
  return headers;
}

function createAuth({ sql, publicUrl, secretKey }: PeopleOptions) {
  return betterAuth({
    appName: "Throughline",
    baseURL: publicUrl,
    basePath: "/api/auth",
    // Derived, so that one key is kept and neither use weakens the other.
    secret: Buffer.from(
      hkdfSync("sha256", secretKey.split(",")[0] ?? "", "", "throughline sessions", 32),
    ).toString("hex"),
    trustedOrigins: ownOrigins(publicUrl),
    database: drizzleAdapter(drizzleOn(sql), {
      provider: "pg",
      schema: {
        user: schema.user,
        session: schema.session,
        account: schema.account,
        verification: schema.verification,
      },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    // Ours counts what failed, by account too; see sign-in-limits.ts.
    rateLimit: { enabled: false },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 },
    advanced: {
      cookiePrefix: "throughline",
      useSecureCookies: publicUrl.startsWith("https://"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      admin({
        ...accessOfRoles(),
        defaultRole: "viewer",
        adminRoles: ["admin"],
        bannedUserMessage: "this account is disabled, ask an admin",
      }),
      localLink(sql),
    ],
  });
}

/** A local stack is opened as 127.0.0.1 and as localhost; both are us. */
function ownOrigins(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (!["127.0.0.1", "localhost"].includes(url.hostname)) return [url.origin];
  return ["127.0.0.1", "localhost"].map(
    (name) => `${url.protocol}//${name}${url.port === "" ? "" : `:${url.port}`}`,
  );
}

/** Only admins manage people; the other roles exist so that the plugin accepts them. */
function accessOfRoles() {
  const ac = createAccessControl(defaultStatements);
  const nobody = ac.newRole({});
  const roles = Object.fromEntries(ROLES.map((role) => [role, mayUse(role, "admin") ? adminAc : nobody]));
  return { ac, roles };
}

/** The endpoint behind the one-time link. It has no path over HTTP; our own page calls it. */
function localLink(sql: Sql) {
  return {
    id: "throughline-local-link",
    endpoints: {
      signInByLink: createAuthEndpoint(
        "/throughline/sign-in-by-link",
        {
          method: "POST",
          body: z.object({ token: z.string().min(20).max(100) }),
          metadata: { SERVER_ONLY: true },
        },
        async (context) => {
          const userId = await takeSignInToken(sql, hashToken(context.body.token));
          const user = userId === null ? null : await context.context.internalAdapter.findUserById(userId);
          if (user === null) throw new APIError("UNAUTHORIZED");
          const session = await context.context.internalAdapter.createSession(user.id);
          await setSessionCookie(context, { session, user });
          return context.json({ ok: true });
        },
      ),
    },
  } as const;
}

/** The role as it is stored; one that is not known reads as the least. */
export function toRole(role: string | null | undefined): Role {
  return ROLES.find((name) => name === role) ?? "viewer";
}
