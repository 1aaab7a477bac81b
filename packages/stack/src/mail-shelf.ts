// Where the inbox keeps its mails: in memory to be read, and one file each in a folder, so that a restart finds them again.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MailMessage } from "./mail.ts";

/** The mails that are kept. */
export interface KeptMails {
  /** Newest first. */
  messages(): readonly MailMessage[];
  /** Adds the newest; the oldest beyond the bound go. */
  keep(message: MailMessage): void;
  clear(): void;
}

const KEPT_MESSAGES = 500;
const TIME_DIGITS = 15;
/** Time of arrival in ms and the mail's id: names sort as the mails came. */
const FILE_NAME = /^\d{15}-[0-9a-f]{1,32}\.json$/;

/** Opens the folder and reads what is in it; without a folder mails are kept in memory only. */
export function openMailShelf(folder: string | undefined, most = KEPT_MESSAGES): KeptMails {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  let kept = folder === undefined ? [] : readMails(folder, most);
  return {
    messages: () => kept.map(({ message }) => message),
    keep(message) {
      // Two of one millisecond keep their order.
      const at = Math.max(
        Date.parse(message.receivedAt),
        Number(kept[0]?.file.slice(0, TIME_DIGITS) ?? 0) + 1,
      );
      const file = `${String(at).padStart(TIME_DIGITS, "0")}-${message.id}.json`;
      if (folder !== undefined) writeWhole(join(folder, file), JSON.stringify(message));
      const all = [{ file, message }, ...kept];
      if (folder !== undefined) removeAll(folder, all.slice(most));
      kept = all.slice(0, most);
    },
    clear() {
      if (folder !== undefined) removeAll(folder, kept);
      kept = [];
    },
  };
}

interface KeptMail {
  readonly file: string;
  readonly message: MailMessage;
}

/** The newest mails of the folder; older ones are removed, and what is no mail is left alone. */
function readMails(folder: string, most: number): readonly KeptMail[] {
  const files = readdirSync(folder)
    .filter((name) => FILE_NAME.test(name))
    .toSorted()
    .toReversed();
  for (const file of files.slice(most)) rmSync(join(folder, file), { force: true });
  return files.slice(0, most).flatMap((file) => {
    const message = readMail(join(folder, file));
    return message === null ? [] : [{ file, message }];
  });
}

function readMail(path: string): MailMessage | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isMail(value) ? value : null;
  } catch {
    return null;
  }
}

function isMail(value: unknown): value is MailMessage {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>; // looked at field by field
  return (
    ["id", "receivedAt", "from", "subject", "messageId", "text", "html"].every(
      (name) => typeof fields[name] === "string",
    ) &&
    Array.isArray(fields["to"]) &&
    typeof fields["headers"] === "object" &&
    fields["headers"] !== null
  );
}

/** A file is there whole or not at all, also after a crash in the middle. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

function removeAll(folder: string, mails: readonly KeptMail[]): void {
  for (const { file } of mails) rmSync(join(folder, file), { force: true });
}
