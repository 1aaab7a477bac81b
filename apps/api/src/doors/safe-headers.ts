// Headers and query of a call as flows and people may see them: without what proves who calls.
import type { IncomingHttpHeaders } from "node:http";

const CREDENTIAL =
  /authori[sz]|authenti|(?:^|[-_])auth(?:$|[-_])|cookie|signature|token|secret|hmac|api[-_]?key|password|credential|session|jwt|client-cert/i;

/** What stands in the place of a credential where its name is shown. */
const HIDDEN = "[hidden]";

/** True for a header that may hold a credential, by its lower-case name. `own` are those of the hook's scheme. */
function isCredential(name: string, own: readonly (string | undefined)[]): boolean {
  return CREDENTIAL.test(name) || own.some((one) => one?.toLowerCase() === name);
}

/** Without credentials: what expressions see. */
export function safeHeaders(
  headers: IncomingHttpHeaders,
  own: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(textsOf(headers).filter(([name]) => !isCredential(name, own)));
}

/** With the names of credentials, but not their values: what is kept of a call. */
export function hiddenHeaders(
  headers: IncomingHttpHeaders,
  own: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    textsOf(headers).map(([name, value]) => [name, isCredential(name, own) ? HIDDEN : value]),
  );
}

/** The query without credentials: some senders put them there. */
export function safeQuery(query: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...new URLSearchParams(query)].filter(([name]) => !CREDENTIAL.test(name)));
}

/** The query with the names of credentials, but not their values. */
export function hiddenQuery(query: string): string {
  const fields = [...new URLSearchParams(query)];
  if (!fields.some(([name]) => CREDENTIAL.test(name))) return query;
  const hidden = new URLSearchParams();
  for (const [name, value] of fields) hidden.append(name, CREDENTIAL.test(name) ? HIDDEN : value);
  return hidden.toString();
}

function textsOf(headers: IncomingHttpHeaders): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = Array.isArray(value) ? value.join(", ") : value;
    return [[name, text.toWellFormed().replaceAll("\u0000", "\uFFFD")] as const];
  });
}
