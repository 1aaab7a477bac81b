// Who calls: a person by session cookie, or a machine by API key. Identity comes from nowhere else.
import { ROLES } from "@throughline/contract";
import type { Role } from "@throughline/contract";
import type { Request, Response } from "express";
import type { Deps } from "../deps.ts";
import { bearerToken } from "./bearer.ts";
import { ProblemError } from "./problem.ts";

export interface Caller {
  readonly kind: "person" | "key";
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** What audit rows and decisions say. */
  readonly actor: string;
}

/** A request and the answer to it, on which a session's cookie is renewed. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** The caller of a request, or null for nobody. A wrong key is nobody, even beside a good cookie. */
export async function callerOf(
  { request, response }: Exchange,
  deps: Pick<Deps, "keys" | "people">,
): Promise<Caller | null> {
  if (request.headers.authorization !== undefined) {
    const token = bearerToken(request.headers.authorization);
    const key = token === null ? null : await deps.keys.find(token);
    const role = ROLES.find((name) => name === key?.role);
    if (key === null || key.kind !== "api" || role === undefined) return null;
    return { kind: "key", id: key.id, name: key.name, email: null, role, actor: `key:${key.name}` };
  }
  if (request.headers.cookie === undefined) return null;
  const { person, cookies } = await deps.people.sessionOf(request.headers);
  for (const cookie of cookies) response.append("set-cookie", cookie);
  if (person === null) return null;
  return { kind: "person", ...person, actor: person.email };
}

/**
 * Refuses a change that another site may have caused: browsers say where a request comes from, and a session cookie
 * counts only for our own pages. Keys are not sent by browsers on their own, so they need no such check.
 */
export function assertSameOrigin(request: Request, publicUrl: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  if (site !== undefined && site !== "same-origin") throw foreign();
  if (origin !== undefined) {
    if (!isOurs(origin, publicUrl, request.headers.host)) throw foreign();
    return;
  }
  if (site === undefined) throw foreign();
}

function isOurs(origin: string, publicUrl: string, host: string | undefined): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
}

function foreign(): ProblemError {
  return new ProblemError(403, "Cannot take this change: it does not come from a page of this installation");
}
