// One message over SMTP, and what its failure means: later, never, or nobody knows.
import { Readable } from "node:stream";
import { StepError, UnsureError } from "@throughline/nodes";
import nodemailer from "nodemailer";
import type { MailAddress } from "./mail-address.ts";

export interface SmtpMessage {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Smtp {
  /**
   * Hands over one message. Throws StepError `mail-later` (4xx, no connection: it may be sent again), `mail-refused`
   * (5xx), or UnsureError when the connection broke after the last byte was given away.
   */
  send(message: SmtpMessage): Promise<void>;
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
      const { message: raw } = await composer.sendMail({ ...message, date: new Date(), ...closed });
      await handOver(pool, message, raw as Buffer, AbortSignal.timeout(limitMs));
    },
    close: () => pool.close(),
  };
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

async function handOver(
  pool: { sendMail(mail: object): Promise<unknown> },
  message: SmtpMessage,
  raw: Buffer,
  signal: AbortSignal,
): Promise<void> {
  // Once the source is read to its end the final dot may be on its way: from there on silence proves nothing.
  let isGivenAway = false;
  const source = Readable.from(chunks(raw), { objectMode: false });
  source.once("end", () => {
    isGivenAway = true;
  });
  try {
    await pool.sendMail({
      envelope: { from: message.from.address, to: [message.to.address] },
      raw: source,
      signal,
    });
  } catch (error) {
    throw toOutcome(error, isGivenAway);
  }
}

function* chunks(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += 16_384) yield raw.subarray(at, at + 16_384);
}

function toOutcome(error: unknown, isGivenAway: boolean): Error {
  const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
  const said = error instanceof Error ? error.message : String(error);
  if (responseCode !== undefined && code !== "EAUTH" && responseCode >= 500) {
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
