// Our own linear check of addresses; the mail library never parses text that came from outside.
import { domainToASCII } from "node:url";
import { StepError } from "@throughline/nodes";

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** One plain address. Throws StepError `bad-address`, which does not repeat what it refuses. */
export function parseMailAddress(text: string): MailAddress {
  const trimmed = text.length <= 320 ? text.trim() : "";
  const at = trimmed.lastIndexOf("@");
  const local = trimmed.slice(0, Math.max(at, 0));
  const domain = domainToASCII(trimmed.slice(at + 1));
  const isDomain =
    domain.length > 0 && domain.length <= 253 && domain.split(".").every((part) => label.test(part));
  if (at < 1 || local.length > 64 || !localPart.test(local) || !isDomain) {
    throw new StepError(
      "bad-address",
      "Cannot send mail: the value of To is not one e-mail address, check the field or the profile",
    );
  }
  return { name: "", address: `${local}@${domain}` };
}

/** The sender as configured: an address, or a name and an address in angle brackets. Throws a TypeError. */
export function parseSender(text: string): MailAddress {
  const open = text.indexOf("<");
  const isNamed = open >= 0 && text.trimEnd().endsWith(">");
  try {
    const { address } = parseMailAddress(isNamed ? text.slice(open + 1, text.lastIndexOf(">")) : text);
    const name = isNamed
      ? text
          .slice(0, open)
          .replace(/[\r\n"]/g, "")
          .trim()
      : "";
    return { name, address };
  } catch {
    throw new TypeError(
      `Cannot read MAIL_FROM "${text.slice(0, 100)}": it is not an address, write Name <name@example.com>`,
    );
  }
}
