// Bearer texts: what travels in the header Authorization, and what is stored of it.
import { createHash } from "node:crypto";

/** What is stored of keys, links and other bearer texts: they hold 256 random bits, so one hash is enough. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The text after `Bearer`, or null. */
export function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > 512) return null;
  return /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? null;
}

/** As `bearerToken`; a key may also come as the user of Basic, whatever the password, for clients that know nothing else. */
export function keyToken(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > 512) return null;
  const basic = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(authorization)?.[1];
  if (basic === undefined) return bearerToken(authorization);
  const [user = ""] = Buffer.from(basic, "base64").toString("latin1").split(":");
  return /^[\x21-\x7e]+$/.test(user) ? user : null;
}
