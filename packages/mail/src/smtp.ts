// One message over SMTP, and what its failure means: later, never, or nobody knows.
import { Readable } from "node:stream";
import { StepError, UnsureError } from "@throughline/nodes";
import nodemailer from "nodemailer";
import { needsUtf8 } from "./mail-address.ts";
import type { MailAddress } from "./mail-address.ts";
import { takesUtf8 } from "./takes-utf8.ts";

export interface SmtpMessage {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly cc: readonly MailAddress[];
  /** Named in the envelope only. */
  readonly bcc: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Smtp {
  /**
   * Hands over one message; its copies once its addressee's server has it. Answers why copies did not go out, or null: a
   * copy is no reason to write to the addressee again. Throws StepError `address-not-taken` (letters outside ASCII
   * before the @, and a server that does not know them), StepError `mail-later` (4xx, no connection: it may be sent again), `mail-refused`
   * (5xx), or UnsureError when the connection broke after the last byte was given away.
   */
  send(message: SmtpMessage): Promise<string | null>;
  close(): void;
}

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://`. */
  readonly url: string;
  /** Limit of one hand-over; below the time limit of a step. */
  readonly limitMs?: number;
}

/** Opens a pool of connections. */
export function createSmtp(options: SmtpOptions): Smtp {
  const limitMs = options.limitMs ?? 45_000;
  const closed = { disableFileAccess: true, disableUrlAccess: true };
  const composer = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: "windows",
    ...closed,
  });
  const pool = nodemailer.createTransport(toPoolOptions(options.url, limitMs));
  return {
    send: async (message) => {
      if ([message.from, ...recipients(message)].some(needsUtf8)) await assertUtf8(options.url, limitMs);
      // Without bcc: a composed message tells all it was given.
      const { bcc: _bcc, replyTo, cc, ...shown } = message;
      const { message: raw } = await composer.sendMail({
        ...shown,
        cc: [...cc],
        ...(replyTo === null ? {} : { replyTo }),
        date: new Date(),
        ...closed,
      });
      const give = (to: readonly MailAddress[]) =>
        handOver(pool, { from: message.from, to }, raw as Buffer, AbortSignal.timeout(limitMs));
      await give([message.to]);
      const copies = recipients(message).filter((one) => !isSame(one, message.to));
      if (copies.length === 0) return null;
      return give(copies).then(
        (refused) => (refused.length === 0 ? null : `Copies not taken: ${refused.join(", ")}`),
        (error: unknown) => `Copies not sent: ${error instanceof Error ? error.message : String(error)}`,
      );
    },
    close: () => pool.close(),
  };
}

function recipients({ to, cc, bcc }: SmtpMessage): readonly MailAddress[] {
  return [...new Map([to, ...cc, ...bcc].map((one) => [one.address.toLowerCase(), one])).values()];
}

function isSame(one: MailAddress, other: MailAddress): boolean {
  return one.address.toLowerCase() === other.address.toLowerCase();
}

function toPoolOptions(address: string, limitMs: number) {
  const url = new URL(address);
  const isSecure = url.protocol === "smtps:";
  return {
    pool: true as const,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    maxConnections: 5,
    // The ledger decides whether a message goes out again, never the library.
    maxRequeues: 0,
    connectionTimeout: Math.min(10_000, limitMs),
    greetingTimeout: Math.min(10_000, limitMs),
    socketTimeout: limitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Asked of the server each time: such addresses are rare, and it may have learnt them. */
async function assertUtf8(url: string, limitMs: number): Promise<void> {
  const takes = await takesUtf8(toPoolOptions(url, limitMs)).catch((error: unknown) => {
    throw toOutcome(error, false);
  });
  if (takes) return;
  throw new StepError(
    "address-not-taken",
    "The mail server does not take addresses with letters such as ü before the @ (it lacks SMTPUTF8); use another address or another server",
  );
}

/** The addresses that the server refused while it took others. */
async function handOver(
  pool: { sendMail(mail: object): Promise<unknown> },
  { from, to }: { readonly from: MailAddress; readonly to: readonly MailAddress[] },
  raw: Buffer,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Once the source is read to its end the final dot may be on its way: from there on silence proves nothing.
  let isGivenAway = false;
  const source = Readable.from(chunks(raw), { objectMode: false });
  source.once("end", () => {
    isGivenAway = true;
  });
  try {
    const sent = await pool.sendMail({
      envelope: { from: from.address, to: to.map(({ address }) => address) },
      raw: source,
      signal,
    });
    const { rejected = [] } = sent as { readonly rejected?: readonly string[] };
    return rejected;
  } catch (error) {
    throw toOutcome(error, isGivenAway);
  }
}

function* chunks(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += 16_384) yield raw.subarray(at, at + 16_384);
}

/** The mail server knows no such mailbox: whatever is sent there comes back. */
export class GoneError extends StepError {}

/**
 * Whether a refusal is about the mailbox and not about us: by the enhanced code (RFC 3463) where there is one, else by the
 * code, unless the words are of spam, relaying or policy.
 */
export function isGone(command: string | undefined, responseCode: number, said: string): boolean {
  if (command !== "RCPT TO") return false;
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(said);
  if (enhanced !== null)
    return ["1.1", "1.2", "1.3", "1.6", "1.10", "2.1"].includes(`${enhanced[1]}.${enhanced[2]}`);
  const isAboutUs = /relay|spam|block|denied|policy|reputation|blacklist|authenticat|rate|sender/i.test(said);
  return [550, 551, 553].includes(responseCode) && !isAboutUs;
}

function toOutcome(error: unknown, isGivenAway: boolean): Error {
  const { responseCode, code, command } = error as {
    readonly responseCode?: number;
    readonly code?: string;
    readonly command?: string;
  };
  const said = error instanceof Error ? error.message : String(error);
  if (responseCode !== undefined && code !== "EAUTH" && responseCode >= 500) {
    if (isGone(command, responseCode, said))
      return new GoneError(
        "mail-refused",
        `The mail server knows no such mailbox, so the address gets no more mail until somebody allows it under Settings: ${said}`,
        { cause: error },
      );
    return new StepError("mail-refused", `The mail server refused the message for good: ${said}`, {
      cause: error,
    });
  }
  if (responseCode === undefined && isGivenAway) {
    return new UnsureError(
      "The mail server broke off after it had the whole message, so it may or may not have been sent",
      {
        code: "mail-unsure",
        cause: error,
      },
    );
  }
  return new StepError("mail-later", `The mail server did not take the message yet: ${said}`, {
    retryable: true,
    cause: error,
  });
}
