// The limited thread that renders templates: 64 MB, one second a job, one job at a time. Whoever exceeds it loses only that job.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { JsonObject, MarkedTemplate } from "@throughline/flow";
import { StepError } from "@throughline/nodes";
import type { RenderAnswer, RenderJob } from "./render-thread.ts";

interface RenderedMail {
  readonly subject: string;
  readonly html: string;
}

/** The code of a text that prints a value which is not there. */
export const MISSING_VALUE = "missing-value";

export interface Renderer {
  /** Liquid text; values are escaped where it is an address, else not. Throws StepError `missing-value`, `template-invalid` or `template-too-large`; `template-too-slow` may be retried. */
  renderText(text: string, scope: JsonObject, as?: MarkedTemplate["as"]): Promise<string>;
  /** Subject line without line breaks, and HTML from MJML or paragraphs with every value escaped. */
  renderMail(mail: {
    readonly subject: string;
    readonly body: string;
    readonly scope: JsonObject;
  }): Promise<RenderedMail>;
  /** The same message for those who read no HTML. */
  renderPlain(html: string): Promise<string>;
  close(): Promise<void>;
}

/** A text prints a value that is not there; as the text writes it. */
export class MissingValueError extends StepError {
  readonly value: string;
  constructor(value: string) {
    super(
      MISSING_VALUE,
      `“${value}” is missing, so nothing was sent. Give the value, write what stands for it ({{ ${value} | default: "…" }}), or ask first ({% if ${value} %})`,
    );
    this.value = value;
  }
}

/** The code of a renderer that has more to do than it takes. */
export const RENDERER_BUSY = "renderer-busy";

const jobMs = 1000;
const startMs = 30_000;

interface Waiting {
  readonly job: RenderJob;
  readonly resolve: (answer: RenderAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Creates the renderer and starts its thread, which takes a moment to load. More than `mostWaiting` jobs are refused. */
export function createRenderer({ mostWaiting = Infinity }: { readonly mostWaiting?: number } = {}): Renderer {
  const queue: Waiting[] = [];
  let thread: Promise<Worker> | null = startThread();
  // Whoever asks first learns of it.
  thread.catch(() => undefined);
  let isBusy = false;
  let isClosed = false;

  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        thread ??= startThread();
        next.resolve(await runJob(await thread, next.job));
      } catch (error) {
        const lost = thread;
        thread = null;
        await lost?.then((worker) => worker.terminate()).catch(() => undefined);
        next.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
    isBusy = false;
  };

  const ask = async (job: RenderJob): Promise<RenderAnswer> => {
    if (isClosed) throw new Error("Cannot render: the renderer is closed");
    if (queue.length >= mostWaiting)
      throw new StepError(RENDERER_BUSY, "Too many texts are being rendered, try again in a moment", {
        retryable: true,
      });
    const answer = await new Promise<RenderAnswer>((resolve, reject) => {
      queue.push({ job, resolve, reject });
      void work();
    });
    if (answer.kind === "missing") throw new MissingValueError(answer.value);
    if (answer.kind === "refused")
      throw new StepError("template-invalid", `The text cannot be rendered: ${answer.message}`);
    return answer;
  };

  return {
    renderText: async (text, scope, as = "text") => {
      // Most fields hold no template; they need no thread.
      if (!text.includes("{{") && !text.includes("{%")) return text;
      const answer = await ask({ kind: "text", text, as, scope });
      return answer.kind === "text" ? answer.text : "";
    },
    renderMail: async ({ subject, body, scope }) => {
      const answer = await ask({ kind: "mail", subject, body, scope });
      return answer.kind === "mail"
        ? { subject: answer.subject, html: answer.html }
        : { subject: "", html: "" };
    },
    renderPlain: async (html) => {
      const answer = await ask({ kind: "plain", html });
      return answer.kind === "text" ? answer.text : "";
    },
    close: async () => {
      isClosed = true;
      await (await thread?.catch(() => null))?.terminate();
    },
  };
}

/** From source the thread needs the loader that this process has; built, it is plain JavaScript. */
async function startThread(): Promise<Worker> {
  const isSource = import.meta.url.endsWith(".ts");
  const file = new URL(isSource ? "./render-thread.ts" : "./render-thread.js", import.meta.url);
  const limits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
  const worker = isSource
    ? new Worker(loadSource(file), { resourceLimits: limits, env: {}, execArgv: SOURCE, eval: true })
    : new Worker(file, { resourceLimits: limits, env: {}, execArgv: [] });
  worker.unref();
  // A thread may still run out of memory after its job was given up: an error that nobody hears would end this process.
  worker.on("error", () => undefined);
  await firstMessage(worker, startMs, "The template thread did not start in time");
  return worker;
}

/** Our packages are their sources too. */
const SOURCE = ["--conditions=@throughline/source"];

// Threads do not inherit the loader of their process.
function loadSource(file: URL): string {
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve("tsx/esm/api")
      .replace(/\.cjs$/, ".mjs"),
  );
  return `import(${JSON.stringify(loader.href)}).then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
}

async function runJob(worker: Worker, job: RenderJob): Promise<RenderAnswer> {
  const answer = firstMessage(worker, jobMs, "The text took longer than a second to render, make it simpler");
  worker.postMessage(job);
  return (await answer) as RenderAnswer;
}

function firstMessage(worker: Worker, limitMs: number, late: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const onMessage = (message: unknown): void => settle(() => resolve(message));
    const onError = (error: Error & { readonly code?: string }): void =>
      settle(() =>
        reject(
          error.code === "ERR_WORKER_OUT_OF_MEMORY"
            ? new StepError("template-too-large", "The text took more than 64 MB to render, make it smaller")
            : error,
        ),
      );
    const onExit = (): void => settle(() => reject(new Error("The template thread ended")));
    // A busy machine may be slow once; a slow text is slow at every try.
    const timer = setTimeout(
      () => settle(() => reject(new StepError("template-too-slow", late, { retryable: true }))),
      limitMs,
    );
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}
