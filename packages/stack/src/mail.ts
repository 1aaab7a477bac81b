// A mail server that delivers nothing: it keeps what it is sent and shows it, so that a journey's mails can be read.
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { simpleParser } from "mailparser";
import type { AddressObject, ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { answerMailRequest } from "./mail-page.ts";
import { openMailShelf } from "./mail-shelf.ts";
import { choosePort } from "./ports.ts";

/** One mail as it arrived. */
export interface MailMessage {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** The Message-ID header, without angle brackets. */
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  /** Every header line by lower-case name; a repeated one keeps its last value. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A running mail inbox. */
export interface MailInbox {
  readonly smtpUrl: string;
  /** Its page. */
  readonly url: string;
  /** Newest first. */
  messages(): readonly MailMessage[];
  clear(): void;
  stop(): Promise<void>;
}

/** Where the inbox listens; 0 or absent asks for a free port. */
export interface MailOptions {
  /** The folder in which mails outlive the process; absent: they do not. */
  readonly folder?: string | undefined;
  readonly smtpPort?: number | undefined;
  readonly httpPort?: number | undefined;
}

const MESSAGE_BYTES = 25_000_000;

/** Starts the inbox; resolves when both doors listen. */
export async function startMail(options: MailOptions = {}): Promise<MailInbox> {
  const shelf = openMailShelf(options.folder);
  const smtpPort = await choosePort({
    part: "the mail server",
    variable: "SMTP_PORT",
    port: options.smtpPort,
  });
  const httpPort = await choosePort({ part: "the mail page", variable: "MAIL_PORT", port: options.httpPort });
  const smtp = smtpServer((message) => shelf.keep(message));
  await new Promise<void>((resolve, reject) => {
    smtp.once("error", reject);
    smtp.listen(smtpPort, "127.0.0.1", resolve);
  });
  // A client that breaks off is its own business.
  smtp.on("error", () => undefined);
  const http = createServer((request, response) => answerMailRequest(request, response, shelf));
  await listen(http, httpPort);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    messages: () => shelf.messages(),
    clear: () => shelf.clear(),
    stop: async () => {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => http.close(() => resolve())),
        new Promise<void>((resolve) => smtp.close(resolve)),
      ]);
    },
  };
}

function smtpServer(keep: (message: MailMessage) => void): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    // Nothing leaves this machine, so any name and password will do and no certificate is needed.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(null, { user: "anyone" }),
    size: MESSAGE_BYTES,
    disableReverseLookup: true,
    logger: false,
    // Only waiting connections are cut when the inbox closes; one second is plenty for one that is sending.
    closeTimeout: 1_000,
    onData: (stream, session, done) => {
      void simpleParser(stream, { skipImageLinks: true }).then(
        (mail) => {
          if (stream.sizeExceeded) {
            done(Object.assign(new Error("message too large"), { responseCode: 552 }));
            return;
          }
          try {
            keep(
              toMessage(
                mail,
                session.envelope.rcptTo.map((recipient) => recipient.address),
              ),
            );
            done();
          } catch (error) {
            // A disk that is full: the sender is told to come again.
            done(error instanceof Error ? error : new Error(String(error)));
          }
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
}

function toMessage(mail: ParsedMail, recipients: readonly string[]): MailMessage {
  return {
    id: randomBytes(8).toString("hex"),
    receivedAt: new Date().toISOString(),
    from: mail.from?.text ?? "",
    to: recipients.length > 0 ? recipients : addresses(mail.to),
    subject: mail.subject ?? "",
    messageId: (mail.messageId ?? "").replaceAll(/^<|>$/g, ""),
    text: mail.text ?? "",
    html: typeof mail.html === "string" ? mail.html : "",
    headers: Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [
        key,
        line
          .slice(line.indexOf(":") + 1)
          .replaceAll(/\s+/g, " ")
          .trim(),
      ]),
    ),
  };
}

function addresses(to: AddressObject | AddressObject[] | undefined): string[] {
  return [to ?? []].flat().map((entry) => entry.text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
