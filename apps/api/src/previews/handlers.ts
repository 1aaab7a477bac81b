// What a node would write, shown; and the same mail sent to whoever looks at it.
import { randomUUID } from "node:crypto";
import { listPeople } from "@throughline/db";
import { parseMailAddress } from "@throughline/mail";
import type { Envelope, MailAddress } from "@throughline/mail";
import { StepError, UnsureError } from "@throughline/nodes";
import { mayUse } from "@throughline/contract";
import type { Preview } from "@throughline/contract";
import type { Deps } from "../deps.ts";
import type { Caller } from "../http/caller.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { writePreview } from "./preview.ts";

export const previewHandlers: SomeHandlers<"previewNode" | "sendPreview"> = {
  async previewNode({ params, body }, deps) {
    const { preview, envelope } = await writePreview(params.key, body, deps);
    return { ...preview, cannotSend: whyNot(preview, envelope, deps) };
  },

  async sendPreview({ params, body, who, note }, deps) {
    const { to: wanted, ...asked } = body;
    const to = await findRecipient(wanted, who, deps);
    const { preview, envelope } = await writePreview(params.key, asked, deps);
    const why = whyNot(preview, envelope, deps);
    if (why !== null || envelope === null || preview.mail === null)
      throw new ProblemError(409, `Cannot send the test: ${why ?? "there is no mail"}`);
    const waitMs = deps.mailDesk.quota.take(who.id);
    if (waitMs !== null) throw tooMany(waitMs);
    const subject = `[Test] ${preview.mail.subject}`;
    note({ node: asked.node, to: to.address });
    await send(preview.mail, { envelope, to, subject }, deps);
    return { to: to.address, subject };
  },
};

/** Why this mail cannot be sent to oneself, as a sentence. */
function whyNot(
  { mail, missing, problems }: Pick<Preview, "mail" | "missing" | "problems">,
  envelope: Envelope | null,
  { mailDesk }: Deps,
): string | null {
  if (mailDesk.smtp === null || mailDesk.from === null)
    return "The API has no mail server: give it SMTP_URL and MAIL_FROM, as the worker has them.";
  if (mail === null && problems.length === 0) return "This node sends no mail.";
  if (missing.length > 0) return `Values are missing, so a run would send nothing: ${missing.join(", ")}.`;
  if (envelope === null) return problems[0]?.message ?? "It cannot be written.";
  return null;
}

/** Oneself; for admins anybody who may sign in. Nobody else: this is no way to write to strangers. */
async function findRecipient(wanted: string | undefined, who: Caller, deps: Deps): Promise<MailAddress> {
  const own = who.email;
  const address = (wanted ?? own ?? "").trim().toLowerCase();
  if (address === "")
    throw new ProblemError(
      422,
      "Cannot send the test: a key has no address of its own, name a person in `to`",
    );
  if (address !== own?.toLowerCase()) {
    if (!mayUse(who.role, "admin"))
      throw new ProblemError(
        403,
        "Cannot send the test to somebody else: only admins may, send it to yourself",
      );
    const people = await listPeople(deps.sql);
    if (!people.some(({ email, disabled }) => !disabled && email.toLowerCase() === address))
      throw new ProblemError(
        403,
        `Cannot send the test to "${address}": it goes to people who may sign in here, and this is none of them`,
      );
  }
  try {
    return parseMailAddress(address);
  } catch (cause) {
    throw new ProblemError(422, `Cannot send the test to "${address}": it is no e-mail address`, { cause });
  }
}

function tooMany(waitMs: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new ProblemError(429, `Cannot send another test yet: wait ${seconds} seconds`, {
    headers: { "retry-after": String(seconds) },
  });
}

interface Test {
  readonly envelope: Envelope;
  readonly to: MailAddress;
  readonly subject: string;
}

/** No copies, no way to unsubscribe, no row: it is a look at a mail, not the mail. */
async function send(
  { html, text }: NonNullable<Preview["mail"]>,
  { envelope, to, subject }: Test,
  { config, mailDesk, log }: Deps,
): Promise<void> {
  const host = new URL(config.publicUrl).hostname;
  try {
    await mailDesk.smtp?.send({
      from: envelope.from,
      replyTo: envelope.replyTo,
      to,
      cc: [],
      bcc: [],
      subject,
      html,
      text,
      messageId: `<test-${randomUUID()}@${host}>`,
      headers: { "X-Throughline-Test": "1", "Auto-Submitted": "auto-generated" },
    });
  } catch (error) {
    if (!(error instanceof StepError || error instanceof UnsureError)) throw error;
    log.warn({ code: error.code }, "a test mail was not taken");
    const isForGood = error instanceof StepError && !error.retryable;
    throw isForGood
      ? new ProblemError(409, `Cannot send the test: ${error.message}`)
      : new ProblemError(503, `Cannot send the test now: ${error.message}`, {
          headers: { "retry-after": "30" },
        });
  }
}
