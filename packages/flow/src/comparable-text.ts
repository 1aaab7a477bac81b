// Texts that name somebody or something: one spelling for what people take for the same, so that it is the same.

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
/** Control characters, line separators, what turns the direction of writing, and what has no width and joins nothing. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]/u;

/** What is its own spelling: most ids and addresses. */
const PLAIN = /^[a-z0-9._+@:/-]+$/;
/** Half of a character: no database keeps it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A subject as it is kept, or why a text is none; the reason follows the name of what it is about. */
export type SubjectReading =
  | { readonly ok: true; readonly subject: string }
  | { readonly ok: false; readonly reason: string };

/**
 * The form of a text by which it is compared: composed characters (NFC), and an e-mail address without case.
 *
 * @example comparableText("Ada@Example.com") // "ada@example.com"
 */
export function comparableText(text: string): string {
  const composed = text.normalize("NFC");
  return ADDRESS.test(composed) ? composed.toLowerCase().normalize("NFC") : composed;
}

/**
 * The one spelling of a subject, wherever it comes from: comparable, without spaces around it, and nothing in it that
 * nobody can see.
 *
 * @example readSubject(" Ada@Example.com ") // { ok: true, subject: "ada@example.com" }
 */
export function readSubject(text: string): SubjectReading {
  if (PLAIN.test(text)) return { ok: true, subject: text };
  const unseen = UNSEEN.exec(text)?.[0].codePointAt(0);
  if (unseen !== undefined) {
    const code = `U+${unseen.toString(16).toUpperCase().padStart(4, "0")}`;
    return { ok: false, reason: `holds the character ${code}, which cannot be seen` };
  }
  const subject = comparableText(text.replaceAll(LONE_SURROGATE, "\uFFFD").trim());
  if (subject === "") return { ok: false, reason: text === "" ? "is empty" : "is blank" };
  return { ok: true, subject };
}
