// Our own linear check of addresses; the mail library never parses text that came from outside.
import { domainToASCII } from "node:url";
import { StepError } from "@throughline/nodes";

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

// Letters, marks and digits of any script may stand beside the signs of RFC 5322 (RFC 6531).
const atoms = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** Between quotes: spaces and signs too, but nothing that would need a backslash. */
const quoted = /^"[\p{L}\p{M}\p{N} !#-[\]-~]+"$/u;
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** What would begin a header of its own, or cannot be seen. */
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether only a mail server that knows SMTPUTF8 can deliver to it. */
export function needsUtf8({ address }: MailAddress): boolean {
  return /[\u0080-\uffff]/.test(address);
}

/** One address, with a name or without. Throws StepError `bad-address`, which names the field and does not repeat what it refuses. */
export function parseMailAddress(text: string, field = "To"): MailAddress {
  const parts = splitAddresses(text);
  if (parts.length === 0) throw refused(`the value of ${field} is empty`);
  const read = parts.map(readAddress);
  const [first] = read;
  if (read.length > 1 && read.every((one) => one !== null))
    throw refused(
      `${field} holds ${read.length} addresses, a mail goes to one: put the others under Copy to`,
    );
  if (read.length > 1 || first === null || first === undefined)
    throw refused(`the value of ${field} is not one e-mail address`);
  return first;
}

/** How many copies one mail may have in each field. */
const COPIES_MAX = 20;

/** Addresses with commas between them, each once. Throws StepError `bad-address`. */
export function parseMailAddresses(text: string | undefined, field: string): readonly MailAddress[] {
  const parts = splitAddresses(text ?? "");
  if (parts.length > COPIES_MAX)
    throw refused(`${field} has ${parts.length} addresses, a mail takes ${COPIES_MAX}`);
  const addresses = parts.map((part, index) => {
    const read = readAddress(part);
    if (read === null)
      throw refused(
        parts.length === 1
          ? `the value of ${field} is not one e-mail address, nor some with commas between them`
          : `number ${index + 1} of ${field} is not one e-mail address`,
      );
    return read;
  });
  return [...new Map(addresses.map((one) => [one.address.toLowerCase(), one])).values()];
}

/** An address, or a name and an address in angle brackets; the name may hold commas. Throws StepError `bad-address`. */
export function parseNamedAddress(text: string, field: string): MailAddress {
  if (control.test(text.trim()))
    throw refused(`the value of ${field} has more than one line, or signs that cannot be seen`);
  const read = readAddress(text);
  if (read === null) throw refused(`the value of ${field} is not one e-mail address`);
  return read;
}

/** The sender as configured. Throws a TypeError. */
export function parseSender(text: string): MailAddress {
  try {
    return parseNamedAddress(text, "MAIL_FROM");
  } catch {
    throw new TypeError(
      `Cannot read MAIL_FROM "${text.slice(0, 100)}": it is not an address, write Name <name@example.com>`,
    );
  }
}

function refused(what: string): StepError {
  return new StepError(
    "bad-address",
    `Cannot send mail: ${what}; check the field, or the profile it comes from`,
  );
}

/** What stands between commas, without what is blank; commas in quotes and in angle brackets are part of it. */
function splitAddresses(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  let isInBrackets = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (sign === "<") isInBrackets = true;
    else if (sign === ">") isInBrackets = false;
    else if (sign === "," && !isInBrackets) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].filter((part) => part.trim() !== "");
}

/** Longer than any address with a name that somebody meant. */
const LONGEST = 640;

function readAddress(text: string): MailAddress | null {
  const trimmed = text.length <= LONGEST ? text.trim().normalize("NFC") : "";
  if (control.test(trimmed)) return null;
  const open = trimmed.endsWith(">") ? trimmed.lastIndexOf("<") : -1;
  const address = plainAddress(open < 0 ? trimmed : trimmed.slice(open + 1, -1));
  if (address === null) return null;
  const name = open < 0 ? "" : trimmed.slice(0, open).replaceAll(/["\\]/g, "").trim();
  return { name: name.slice(0, 200), address };
}

function plainAddress(text: string): string | null {
  const at = text.length <= 320 ? text.lastIndexOf("@") : -1;
  if (at < 1) return null;
  const local = text.slice(0, at);
  const domain = domainToASCII(text.slice(at + 1));
  const isDomain =
    domain.length > 0 && domain.length <= 253 && domain.split(".").every((part) => label.test(part));
  const isLocal = Buffer.byteLength(local) <= 64 && (atoms.test(local) || quoted.test(local));
  return isLocal && isDomain ? `${local}@${domain}` : null;
}
