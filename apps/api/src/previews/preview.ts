// A node with somebody's values, rendered as the worker renders it. Nothing is sent, counted or stored.
import { readSubject } from "@throughline/db";
import { check, entryScope, evaluate, previewNode, shortIdOf } from "@throughline/flow";
import type {
  CheckedDocument,
  FlowDocument,
  Json,
  JsonObject,
  NodePreview,
  SeenEvent,
} from "@throughline/flow";
import { readEnvelope, RENDERER_BUSY, renderMarked, showLinks, writeMail } from "@throughline/mail";
import type { Envelope } from "@throughline/mail";
import { StepError, TRANSACTIONAL } from "@throughline/nodes";
import type { DefinedNode, MailMessage } from "@throughline/nodes";
import type { Preview, PreviewRequest } from "@throughline/contract";
import type { Deps } from "../deps.ts";
import { ProblemError } from "../http/problem.ts";
import { findDraft, takeDocument } from "../flows/index.ts";
import { fillGaps, standIn } from "./fill-gaps.ts";

/** What a node would write, and, when nothing stands against it, the message that could be sent. */
export interface Written {
  readonly preview: Omit<Preview, "cannotSend">;
  readonly envelope: Envelope | null;
}

/** Writes a node's mail and texts with the values that were asked for. */
export async function writePreview(key: string, asked: PreviewRequest, deps: Deps): Promise<Written> {
  const document =
    asked.document === undefined ? (await findDraft(key, deps)).document : takeDocument(asked.document, key);
  const checked = check(document, deps.nodes.index);
  const values = await valuesFor(document, checked, asked, deps);
  const found = previewNode(checked, asked.node, values.scope);
  if (found === null)
    throw new ProblemError(404, `Cannot show node "${asked.node}": the drawing has none of a known type`);
  const page = { missing: new Set<string>(), problems: [] as { field: string | null; message: string }[] };
  for (const { field, title, message } of found.problems)
    page.problems.push({ field, message: `${title}: ${message}` });
  const mail = await writeTheMail(found, values.scope, page, deps);
  const texts = await writeTexts(found, mail !== null, { scope: values.scope, page }, deps);
  return {
    preview: {
      subject: values.subject,
      profile: values.profile,
      samples: values.samples,
      mail: mail?.shown ?? null,
      texts,
      missing: [...page.missing],
      problems: page.problems,
    },
    envelope: page.missing.size + page.problems.length === 0 ? (mail?.envelope ?? null) : null,
  };
}

interface Page {
  readonly missing: Set<string>;
  readonly problems: { field: string | null; message: string }[];
}

interface Values {
  readonly scope: JsonObject;
  readonly subject: string | null;
  readonly profile: Preview["profile"];
  readonly samples: string[];
}

/** What the expressions and texts of a run would see. */
async function valuesFor(
  document: FlowDocument,
  checked: CheckedDocument,
  asked: PreviewRequest,
  deps: Deps,
): Promise<Values> {
  const now = new Date().toISOString();
  const event = toEvent(asked.event, now);
  const about = "$cel" in document.settings.subject ? document.settings.subject.$cel : "trigger.subject";
  const said = evaluate(about, entryScope(event));
  const subject = said.ok && typeof said.value === "string" ? said.value : (event.subject ?? null);
  const stored = asked.profile ?? (subject === null ? {} : (await readSubject(deps.sql, subject)).profile);
  const profile = { ...(stored as Preview["profile"]) }; // an object of JSON, however it is stored
  const others = checked.nodes.filter(
    ({ node }) => node.id !== asked.node && asked.steps?.[node.id] === undefined,
  );
  const steps = {
    ...Object.fromEntries(others.map(({ node, nodeType }) => [node.id, nodeType.sample.output])),
    ...asked.steps,
  };
  const id = `${document.key}.preview`;
  const run = { id, shortId: shortIdOf(id), flow: document.key, version: 0, startedAt: now };
  return {
    subject,
    profile,
    samples: others.map(({ node }) => node.id),
    scope: { trigger: event as unknown as Json, subject: subject ?? "", profile, steps, vars: {}, run, now },
  };
}

function toEvent(given: PreviewRequest["event"], now: string): SeenEvent {
  const { type = "", data = {}, subject, ...rest } = given ?? {};
  return {
    id: "preview",
    source: "throughline/preview",
    receivedAt: now,
    time: now,
    // Nulls are how events are listed; an event that has no such attribute has none.
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined)),
    type,
    data,
    ...(subject === null || subject === undefined ? {} : { subject }),
  };
}

async function writeTheMail(
  found: NodePreview,
  scope: JsonObject,
  page: Page,
  deps: Deps,
): Promise<{ readonly shown: NonNullable<Preview["mail"]>; readonly envelope: Envelope | null } | null> {
  const { type, version } = found.nodeType;
  const node = deps.nodes.get(type, version);
  if (node?.mail === undefined) return null;
  try {
    const renderer = deps.mailDesk.renderer();
    const message = await toMessage({ ...node, mail: node.mail }, found, { scope, page }, deps);
    // A field without a value is no address either, which goes without saying.
    const envelope = found.problems.length > 0 ? null : readAddresses(message, page, deps);
    const { subject, html } = await fillGaps(
      { ...message.scope, ...message.values },
      page.missing,
      (filled) => writeMail(renderer, { ...message, scope: filled, values: {} }),
    );
    const shownHtml = showLinks(html, deps.config.publicUrl, message.topic !== TRANSACTIONAL);
    const { from } = deps.mailDesk;
    return {
      envelope,
      shown: {
        from: message.from ?? (from === null ? null : deps.config.mailFrom),
        to: message.to,
        cc: message.cc ?? null,
        bcc: message.bcc ?? null,
        replyTo: message.replyTo ?? null,
        topic: message.topic,
        subject,
        html: shownHtml,
        text: await renderer.renderPlain(shownHtml),
      },
    };
  } catch (error) {
    noteProblem(error, null, page);
    return null;
  }
}

/** The message of a node whose fields without a value have a stand-in, so that the rest of it can be seen. */
async function toMessage(
  node: DefinedNode & Required<Pick<DefinedNode, "mail">>,
  found: NodePreview,
  { scope, page }: { readonly scope: JsonObject; readonly page: Page },
  deps: Deps,
): Promise<MailMessage> {
  const renderer = deps.mailDesk.renderer();
  const gaps = Object.fromEntries(found.problems.map(({ field, title }) => [field, standIn(title)]));
  const filled = await renderMarked({ ...found.config, ...gaps }, (text, as) =>
    fillGaps(scope, page.missing, (values) => renderer.renderText(text, values, as)),
  );
  const secrets = new Map<string, never>();
  let config: unknown;
  try {
    config = node.parseConfig(filled, secrets);
  } catch (cause) {
    throw new StepError("config-invalid", sayUnfilled(cause, found), { cause });
  }
  return node.mail({
    config,
    scope,
    render: (text, values) =>
      fillGaps({ ...scope, ...values }, page.missing, (filled) => renderer.renderText(text, filled)),
  });
}

/** The first field that is empty or does not fit, by the name it has in the form. */
function sayUnfilled(cause: unknown, { nodeType }: NodePreview): string {
  const { issues = [] } = cause as { readonly issues?: readonly { readonly path: readonly PropertyKey[] }[] };
  const [field = ""] = issues[0]?.path ?? [];
  const { properties } = nodeType.config as {
    readonly properties?: Readonly<Record<string, { title?: string }>>;
  };
  const title = properties?.[String(field)]?.title ?? String(field);
  return `The mail cannot be written: “${title}” is empty or does not fit, fill it in.`;
}

function readAddresses(message: MailMessage, page: Page, { mailDesk }: Deps): Envelope | null {
  try {
    return readEnvelope(message, mailDesk.from ?? { name: "", address: "nobody@localhost" });
  } catch (error) {
    noteProblem(error, null, page);
    return null;
  }
}

async function writeTexts(
  { templates }: NodePreview,
  isMail: boolean,
  { scope, page }: { readonly scope: JsonObject; readonly page: Page },
  deps: Deps,
): Promise<Preview["texts"]> {
  const texts: Preview["texts"] = [];
  for (const { field, title, text, as } of templates) {
    // They are in the mail, with values of its own.
    if (isMail && IN_THE_MAIL.has(field)) continue;
    try {
      const rendered = await fillGaps(scope, page.missing, (filled) =>
        deps.mailDesk.renderer().renderText(text, filled, as),
      );
      texts.push({ field, title, text: rendered });
    } catch (error) {
      noteProblem(error, field, page);
    }
  }
  return texts;
}

const IN_THE_MAIL: ReadonlySet<string> = new Set(["subject", "body", "to", "cc", "bcc", "from", "replyTo"]);

function noteProblem(error: unknown, field: string | null, page: Page): void {
  if (!(error instanceof StepError)) throw error;
  if (error.code === RENDERER_BUSY)
    throw new ProblemError(503, `Cannot show it now: ${error.message}`, { headers: { "retry-after": "1" } });
  const isKnown = page.problems.some(({ message }) => message === error.message);
  if (!isKnown) page.problems.push({ field, message: error.message });
}
