// Our own linear check of addresses; the mail library never parses text that came from outside.
import { domainToASCII } from "node:url";
import { StepError } from "@throughline/nodes";

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

// Letters, marks and digits of any script may stand beside the signs of RFC 5322 (RFC 6531).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Whether only a mail server that knows SMTPUTF8 can deliver to it. */
export function needsUtf8({ address }: MailAddress): boolean {
  return /[\u0080-\uffff]/.test(address);
}

/** One plain address. Throws StepError `bad-address`, which names the field and does not repeat what it refuses. */
export function parseMailAddress(text: string, field = "To"): MailAddress {
  const trimmed = text.length <= 320 ? text.trim().normalize("NFC") : "";
  const at = trimmed.lastIndexOf("@");
  const local = trimmed.slice(0, Math.max(at, 0));
  const domain = domainToASCII(trimmed.slice(at + 1));
  const isDomain =
    domain.length > 0 && domain.length <= 253 && domain.split(".").every((part) => label.test(part));
  if (at < 1 || Buffer.byteLength(local) > 64 || !localPart.test(local) || !isDomain) {
    throw new StepError(
      "bad-address",
      `Cannot send mail: the value of ${field} is not one e-mail address, check the field or the profile`,
    );
  }
  return { name: "", address: `${local}@${domain}` };
}

/** How many copies one mail may have in each field. */
const COPIES_MAX = 20;

/** Addresses with commas between them, each once. Throws StepError `bad-address`. */
export function parseMailAddresses(text: string | undefined, field: string): readonly MailAddress[] {
  const parts = (text ?? "").split(",").filter((part) => part.trim() !== "");
  if (parts.length > COPIES_MAX)
    throw new StepError(
      "bad-address",
      `Cannot send mail: ${field} has ${parts.length} addresses, a mail takes ${COPIES_MAX}`,
    );
  const addresses = parts.map((part) => parseMailAddress(part, field));
  return [...new Map(addresses.map((one) => [one.address.toLowerCase(), one])).values()];
}

/** An address, or a name and an address in angle brackets. Throws StepError `bad-address`. */
export function parseNamedAddress(text: string, field: string): MailAddress {
  const open = text.indexOf("<");
  const isNamed = open >= 0 && text.trimEnd().endsWith(">");
  if (/[\r\n\0]/.test(text.trim()))
    throw new StepError("bad-address", `Cannot send mail: the value of ${field} has more than one line`);
  const { address } = parseMailAddress(isNamed ? text.slice(open + 1, text.lastIndexOf(">")) : text, field);
  const name = isNamed ? text.slice(0, open).replaceAll('"', "").trim() : "";
  return { name: name.slice(0, 200), address };
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
