// A subject as it may appear where nothing is encrypted: workflow lists, search attributes, queries.
import { createHmac } from "node:crypto";
import { toPlainName } from "../workflow/signal-name.ts";

/** SQL visibility keeps 255 characters of a keyword. */
const KEYWORD_MAX = 255;

/**
 * The value of the search attribute SubjectId: the subject itself, or a hash with the installation's key when it looks
 * like an e-mail address or a phone number. The same subject always gives the same text, so it can be searched for.
 */
export function subjectText(subject: string, key: Uint8Array): string {
  return isPersonal(subject)
    ? `h_${createHmac("sha256", key).update(subject).digest("hex").slice(0, 32)}`
    : toPlainName(subject).slice(0, KEYWORD_MAX);
}

/** True for what looks like an e-mail address or a phone number; a long bare number counts as one. */
function isPersonal(subject: string): boolean {
  if (subject.includes("@")) return true;
  if (!/^\+?[\d\s().\-/]+$/.test(subject)) return false;
  const digits = subject.replace(/\D/g, "").length;
  return digits <= 15 && (subject.startsWith("+") ? digits >= 7 : digits >= 9);
}

/** The key of those hashes, made from the first of the installation's secret keys (64 hex digits each, by commas). */
export function toSubjectKey(secretKeys: string): Uint8Array {
  const [current = ""] = secretKeys.split(",");
  return createHmac("sha256", Buffer.from(current, "hex")).update("throughline subject").digest();
}
