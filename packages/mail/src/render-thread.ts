// Runs in a thread with a memory limit: Liquid and MJML of analysts, over data of strangers. Data never becomes template text.
import { parentPort } from "node:worker_threads";
import { createLiquid, missingValueOf, settleAddress } from "@throughline/flow/liquid";
import type { MarkedTemplate } from "@throughline/flow";
import type { Liquid } from "liquidjs";
import mjml2html from "mjml";
import { linkify, escapeHtml } from "./html-text.ts";
import { htmlToPlain } from "./html-to-plain.ts";

/** What the thread is asked. */
export type RenderJob =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly as: MarkedTemplate["as"];
      readonly scope: object;
    }
  | { readonly kind: "mail"; readonly subject: string; readonly body: string; readonly scope: object }
  | { readonly kind: "plain"; readonly html: string };

/** What it answers. */
export type RenderAnswer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mail"; readonly subject: string; readonly html: string }
  /** A value that the text prints is not there; as the text writes it. */
  | { readonly kind: "missing"; readonly value: string }
  | { readonly kind: "refused"; readonly message: string };

const maxOutput = 1024 * 1024;

const plain = createLiquid();
const html = createLiquid("html");
const address = createLiquid("address");

async function answer(job: RenderJob): Promise<RenderAnswer> {
  try {
    if (job.kind === "plain") return { kind: "text", text: htmlToPlain(job.html) };
    if (job.kind === "text") return { kind: "text", text: await renderText(job) };
    const subject = (await render(plain, job.subject, job.scope))
      .replace(/[\r\n\u2028\u2029\0]+/g, " ")
      .trim();
    return { kind: "mail", subject, html: await renderBody(job.body, job.scope) };
  } catch (error) {
    const value = missingValueOf(error);
    if (value !== null) return { kind: "missing", value };
    return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
  }
}

async function renderText({ text, as, scope }: Extract<RenderJob, { kind: "text" }>): Promise<string> {
  if (as === "address") return settleAddress(await render(address, text, scope));
  const rendered = await render(plain, text, scope);
  if (as === "line" && /[\r\n\u2028\u2029\0]/.test(rendered))
    throw new RangeError("a value brought a line break, which may not stand there");
  return rendered;
}

async function renderBody(body: string, scope: object): Promise<string> {
  if (body.trimStart().toLowerCase().startsWith("<mjml")) return render(html, await compileMjml(body), scope);
  const text = await render(plain, body, scope);
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${linkify(escapeHtml(paragraph.trim())).replaceAll("\n", "<br>")}</p>`);
  return `<!doctype html><html><body style="font-family:sans-serif;line-height:1.5">${paragraphs.join("")}</body></html>`;
}

// A mailing renders one body thousands of times.
const compiled = new Map<string, string>();

async function compileMjml(body: string): Promise<string> {
  const known = compiled.get(body);
  if (known !== undefined) return known;
  const { html: result, errors } = await mjml2html(body, {
    // Without it mjml links a font at a third party, which would tell that party who opens our mails.
    fonts: {},
    validationLevel: "soft",
    ignoreIncludes: true,
    keepComments: false,
  });
  // What it does not know it leaves out: the mail would go out without it.
  const wrong = errors.find(({ message }) => /doesn't exist|cannot be used inside/.test(message));
  if (wrong !== undefined) throw new SyntaxError(`line ${wrong.line}: ${wrong.message}`);
  if (result.length > maxOutput) throw new RangeError("the message is larger than 1 MB");
  if (compiled.size >= 20) compiled.clear();
  compiled.set(body, result);
  return result;
}

async function render(liquid: Liquid, text: string, scope: object): Promise<string> {
  const rendered: unknown = await liquid.parseAndRender(text, scope);
  const result = String(rendered);
  if (result.length > maxOutput) throw new RangeError("the rendered text is larger than 1 MB");
  return result;
}

// Both libraries load parts at first use; that must not count against the first job's time.
htmlToPlain("<p>x</p>");
await compileMjml(
  "<mjml><mj-body><mj-section><mj-column><mj-text>{{ x }}</mj-text></mj-column></mj-section></mj-body></mjml>",
);
parentPort?.on("message", (job: RenderJob) => {
  void answer(job).then((result) => parentPort?.postMessage(result));
});
parentPort?.postMessage("ready");
