// The mail port: suppression, text, links, message row, SMTP.
import { createHash } from "node:crypto";
import { mayReach, noteBounce, recordMessage, storeMailLinks } from "@throughline/db";
import type { MessageRecord, Sql } from "@throughline/db";
import { GoneError, readEnvelope, showLinks, trackLinks, writeMail } from "@throughline/mail";
import type { JsonObject } from "@throughline/flow";
import type { MailAddress, Renderer, Smtp, SmtpMessage } from "@throughline/mail";
import { StepError, UnsureError } from "@throughline/nodes";
import type { MailMessage, MailPort } from "@throughline/nodes";
import { writeDown } from "../write-down.ts";
import type { StepContext } from "./step-context.ts";

export interface MailDeps {
  readonly sql: Sql;
  readonly renderer: Renderer;
  readonly smtp: Smtp;
  readonly from: MailAddress;
  /** Where tracked links lead, without a slash at the end. */
  readonly publicUrl: string;
}

/** Creates the mail port of one step. */
export function createMailPort(deps: MailDeps, context: StepContext): MailPort {
  return {
    send: async (key, message) => {
      const prepared = await prepare(deps, context, key, message).catch((error: unknown) => {
        throw nothingSent(error);
      });
      if (prepared.suppressed !== null) return { kind: "suppressed", reason: prepared.suppressed };
      context.note(prepared.shown);
      let copies: string | null;
      try {
        copies = await deps.smtp.send(prepared.mail);
      } catch (error) {
        // The next mail leaves as “not sent”; whether this one is tried elsewhere is for people to say.
        if (error instanceof GoneError)
          await writeDown(() =>
            noteBounce(deps.sql, { address: prepared.mail.to.address, run: context.run }),
          );
        const detail = error instanceof Error ? error.message.slice(0, 1000) : null;
        // What the mail server said matters more than the row for the people who look.
        await prepared
          .record(error instanceof UnsureError ? "unsure" : "failed", detail)
          .catch(() => undefined);
        throw error;
      }
      await writeDown(() => prepared.record("sent", copies?.slice(0, 1000) ?? null));
      return { kind: "sent", messageId: prepared.mail.messageId };
    },
    rehearse: async (message) => {
      await compose(deps, message).catch((error: unknown) => {
        throw nothingSent(error);
      });
    },
  };
}

interface Prepared {
  /** Why the address gets no mail. */
  readonly suppressed: string | null;
  readonly mail: SmtpMessage;
  /** As its step's page shows it: the links lead where they are drawn, the tracked ones hold tokens. */
  readonly shown: JsonObject;
  record(state: MessageRecord["state"], detail: string | null): Promise<void>;
}

async function prepare(
  deps: MailDeps,
  context: StepContext,
  key: string,
  message: MailMessage,
): Promise<Prepared> {
  const { sql, publicUrl } = deps;
  const { run, step, subject: about } = context;
  const { from, to, replyTo, topic, subject, html, ...copies } = await compose(deps, message);
  const cc = await whoMayBeReached(sql, copies.cc, topic);
  const bcc = await whoMayBeReached(sql, copies.bcc, topic);
  const tracked = trackLinks(html, publicUrl, topic !== null);
  const record: Prepared["record"] = (state, detail) =>
    // The text as drawn: its tracked form holds tokens, which are stored as hashes only.
    recordMessage(sql, {
      key,
      run,
      step,
      subject: about,
      address: to.address,
      title: subject,
      html,
      state,
      detail,
      topic: message.topic,
      cc: cc.map(({ address }) => address),
      bcc: bcc.map(({ address }) => address),
    });
  const mail = {
    from,
    to,
    cc,
    bcc,
    replyTo,
    subject,
    html: tracked.html,
    text: await deps.renderer.renderPlain(tracked.html),
    messageId: toMessageId(key, publicUrl),
    headers: toHeaders(key, topic === null ? null : tracked.unsubscribeUrl),
  };
  const suppressed = await whyNot(sql, to, topic);
  if (suppressed !== null) await record("suppressed", suppressed);
  else
    await storeMailLinks(sql, { key, run, step, subject: about, address: to.address, topic }, tracked.links);
  context.signal.throwIfAborted();
  const shown = {
    from: addressText(from),
    to: addressText(to),
    ...(cc.length === 0 ? {} : { cc: cc.map(addressText) }),
    ...(bcc.length === 0 ? {} : { bcc: bcc.map(addressText) }),
    ...(replyTo === null ? {} : { replyTo: addressText(replyTo) }),
    topic: message.topic,
    subject,
    text: await deps.renderer.renderPlain(showLinks(html, publicUrl, topic !== null)),
  };
  return { suppressed, mail, shown, record };
}

function addressText({ name, address }: MailAddress): string {
  return name === "" ? address : `${name} <${address}>`;
}

/** Addresses and text, of what the message says alone. */
async function compose({ renderer, from }: MailDeps, message: MailMessage) {
  return { ...readEnvelope(message, from), ...(await writeMail(renderer, message)) };
}

/** Why an address gets no mail about a topic, or null. A topic that nobody declared parks the step. */
async function whyNot(sql: Sql, { address }: MailAddress, topic: string | null): Promise<string | null> {
  const reach = await mayReach(sql, address, topic);
  if (reach.kind === "unknown-topic")
    throw new StepError(
      "unknown-topic",
      `Cannot send mail about "${topic}": there is no such topic, add it under Settings or choose another`,
    );
  return reach.kind === "suppressed" ? reach.reason : null;
}

async function whoMayBeReached(
  sql: Sql,
  addresses: readonly MailAddress[],
  topic: string | null,
): Promise<readonly MailAddress[]> {
  const reasons = await Promise.all(addresses.map((address) => whyNot(sql, address, topic)));
  return addresses.filter((_, index) => reasons[index] === null);
}

/** Whatever fails before the mail server is asked surely sent nothing. */
function nothingSent(error: unknown): StepError {
  if (error instanceof StepError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new StepError("mail-later", `The message could not be prepared: ${said}`, {
    retryable: true,
    cause: error,
  });
}

/** The same for every try of an effect, so that a mailbox can fold repeats. */
function toMessageId(key: string, publicUrl: string): string {
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 40)}@${new URL(publicUrl).hostname}>`;
}

/** A mail that nobody can unsubscribe from says nothing of it. */
function toHeaders(key: string, unsubscribeUrl: string | null): SmtpMessage["headers"] {
  return {
    "X-Throughline-Key": key,
    "Auto-Submitted": "auto-generated",
    ...(unsubscribeUrl === null
      ? {}
      : {
          "List-Unsubscribe": `<${unsubscribeUrl}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }),
  };
}
