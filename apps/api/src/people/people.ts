// People: better-auth keeps users, passwords and sessions; this file gives it our tables, our roles and our one-time link.
import { hkdfSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ROLES, mayUse } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import { schema, takeSignInToken } from "@throughline/db";
import type { Sql } from "@throughline/db";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { admin } from "better-auth/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements } from "better-auth/plugins/admin/access";
import { drizzle } from "drizzle-orm/postgres-js";
import type { RequestHandler } from "express";
import { z } from "zod";
import { hashToken } from "../intake/key-ring.ts";

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface People {
  /** Who a session cookie belongs to, or null. */
  sessionOf(headers: IncomingHttpHeaders): Promise<Person | null>;
  /** Everything under `/api/auth/`. */
  readonly handler: RequestHandler;
  /** Signs in with a one-time link: the cookies to set, or null when the link is used up or too old. */
  signInByLink(token: string, headers: IncomingHttpHeaders): Promise<readonly string[] | null>;
  /** Adds a person with a password; for tests and first set-ups. */
  addPerson(person: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
    readonly role: Role;
  }): Promise<void>;
}

/** The address of the caller as Express knows it; a header of this name from outside is replaced. */
export const CALLER_ADDRESS_HEADER = "x-throughline-caller";

export interface PeopleOptions {
  /** A pool of its own: drizzle replaces the parsers of the one it is given. */
  readonly authSql: Sql;
  readonly sql: Sql;
  readonly publicUrl: string;
  readonly secretKey: string;
}

/** People over the given database. Nobody signs up alone: admins add people. */
export function createPeople(options: PeopleOptions): People {
  const auth = createAuth(options);
  const handler = toNodeHandler(auth);
  return {
    handler: (request, response, next) => {
      handler(request, response).catch(next);
    },
    async sessionOf(headers) {
      const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
      if (found === null) return null;
      const { id, name, email, role, banned } = found.user;
      if (banned === true) return null;
      return { id, name, email, role: toRole(role) };
    },
    async signInByLink(token, headers) {
      try {
        const { headers: answer } = await auth.api.signInByLink({
          body: { token },
          headers: fromNodeHeaders(headers),
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
      await auth.api.createUser({ body: { ...person, role: role as "admin" } });
    },
  };
}

function createAuth({ authSql, sql, publicUrl, secretKey }: PeopleOptions) {
  return betterAuth({
    appName: "Throughline",
    baseURL: publicUrl,
    basePath: "/api/auth",
    // Derived, so that one key is kept and neither use weakens the other.
    secret: Buffer.from(
      hkdfSync("sha256", secretKey.split(",")[0] ?? "", "", "throughline sessions", 32),
    ).toString("hex"),
    trustedOrigins: ownOrigins(publicUrl),
    database: drizzleAdapter(drizzle(authSql), {
      provider: "pg",
      schema: {
        user: schema.user,
        session: schema.session,
        account: schema.account,
        verification: schema.verification,
      },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 },
    advanced: {
      cookiePrefix: "throughline",
      useSecureCookies: publicUrl.startsWith("https://"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [admin({ ...accessOfRoles(), defaultRole: "viewer", adminRoles: ["admin"] }), localLink(sql)],
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

function toRole(role: string | null | undefined): Role {
  return ROLES.find((name) => name === role) ?? "viewer";
}
