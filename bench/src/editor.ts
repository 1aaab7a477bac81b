// Opening the editor, beside a page with React Flow and nothing else that draws the same graph: when the first node is
// painted, when a click on a node is answered, how smoothly a node is dragged. Chromium with an empty cache for every
// opening, both sides in turn; the editor is the built one, served by a real API with its database.
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createClient } from "@throughline/e2e/client";
import { openBrowser } from "@throughline/e2e/browser";
import { startInstallation } from "@throughline/e2e/installation";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build, transformWithOxc } from "vite";
import { median, printTable } from "./load.ts";
import { longFlow } from "./long-flow.ts";
import type { Seen } from "./seen.ts";

const sizes = [150, 500, 1_000];
const samples = 5;
const viewport = { width: 1440, height: 900 };
// Longer than anybody waits.
const patienceMs = 120_000;

/** One opening; all in ms but the frames. */
interface Opening {
  readonly firstNode: number;
  readonly selected: number;
  /** Where there is a panel, until it shows the node. */
  readonly answered: number;
  readonly framesPerSecond: number;
  readonly longestFrame: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Side {
  readonly name: "editor" | "bare";
  readonly url: (nodes: number) => string;
  readonly hasPanel: boolean;
  readonly prepare: (context: BrowserContext) => Promise<void>;
}

/** Measures both sides and prints the table. */
export async function bench(): Promise<object> {
  const installation = await startInstallation({ workers: 0 });
  const bare = await serveBarePage();
  const { browser } = await openBrowser();
  try {
    const api = createClient(installation);
    for (const nodes of sizes) {
      const document = longFlow(nodes);
      await api.send("POST", "/api/flows", { key: document.key, name: document.name, document });
    }
    const cookies = await signedIn(browser, api);
    const sides: readonly Side[] = [
      {
        name: "editor",
        url: (nodes) => `${installation.api}/flows/${longFlow(nodes).key}`,
        hasPanel: true,
        prepare: (context) => context.addCookies(cookies),
      },
      {
        name: "bare",
        url: (nodes) => `${bare.url}/?nodes=${nodes}`,
        hasPanel: false,
        prepare: () => Promise.resolve(),
      },
    ];
    return report(await measure(browser, sides, await watchScript()));
  } finally {
    await browser.close();
    await bare.close();
    await installation.close();
  }
}

type Openings = ReadonlyMap<string, readonly Opening[]>;

async function measure(browser: Browser, sides: readonly Side[], watch: string): Promise<Openings> {
  const openings = new Map<string, Opening[]>();
  for (let round = 0; round <= samples; round += 1) {
    for (const nodes of sizes) {
      for (const side of sides) {
        const opening = await open(browser, side, nodes, watch);
        // The first round warms servers and disk caches.
        if (round === 0) continue;
        const key = `${side.name} ${nodes}`;
        openings.set(key, [...(openings.get(key) ?? []), opening]);
      }
    }
  }
  return openings;
}

async function open(browser: Browser, side: Side, nodes: number, watch: string): Promise<Opening> {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  try {
    await side.prepare(context);
    await context.addInitScript({ content: watch });
    const page = await context.newPage();
    await page.goto(side.url(nodes), { waitUntil: "commit" });
    await page.locator("[data-seen-node]").waitFor({ timeout: patienceMs });
    await clickUntilAnswered(page, side);
    const seen = await page.evaluate<Seen>("watch.seen");
    const frames = await drag(page);
    return {
      firstNode: seen.node ?? Number.NaN,
      selected: seen.selected ?? Number.NaN,
      answered: (side.hasPanel ? seen.panel : seen.selected) ?? Number.NaN,
      ...frames,
    };
  } finally {
    await context.close();
  }
}

/** Clicks a node, and again when the drawing moved away under the click, as a person does. */
async function clickUntilAnswered(page: Page, { hasPanel }: Side): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const at = await page.evaluate<Point | null>("watch.clickableNode()");
    if (at === null) continue;
    await page.mouse.click(at.x, at.y);
    const isAnswered = await page
      .locator(`[data-seen-selected]${hasPanel ? "[data-seen-panel]" : ""}`)
      .waitFor({ timeout: 1_000 })
      .then(
        () => true,
        () => false,
      );
    if (isAnswered) return;
  }
  throw new Error("Cannot measure the answer of a click: there was none");
}

/** Drags the chosen node to and fro for about a second, once the page has come to rest. */
async function drag(page: Page): Promise<Pick<Opening, "framesPerSecond" | "longestFrame">> {
  await page.waitForTimeout(1_000);
  const at = await page.evaluate<Point | null>("watch.clickableNode()");
  if (at === null) throw new Error("Cannot drag a node: none is in sight");
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 8, at.y + 8, { steps: 4 });
  await page.evaluate("void (watch.frames.length = 0)");
  const began = Date.now();
  for (let step = 0; Date.now() - began < 1_000; step += 1)
    await page.mouse.move(at.x + 60 * Math.sin(step / 8), at.y + 60 * Math.cos(step / 8));
  const frames = await page.evaluate<readonly number[]>("watch.frames");
  await page.mouse.up();
  const gaps = frames.slice(1).map((frame, index) => frame - (frames[index] ?? frame));
  const took = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return { framesPerSecond: (1_000 * gaps.length) / took, longestFrame: Math.max(...gaps) };
}

function report(openings: Openings): object {
  const figures = sizes.map((nodes) => {
    const [editor, bare] = [row(openings, `editor ${nodes}`), row(openings, `bare ${nodes}`)];
    const ratio = {
      firstNode: Number((editor.firstNode / bare.firstNode).toFixed(2)),
      selected: Number((editor.selected / bare.selected).toFixed(2)),
      answered: Number((editor.answered / bare.answered).toFixed(2)),
    };
    return { nodes, editor, bare, ratio };
  });
  printTable(
    ["opening, ms", "first node", "click selects", "panel shows it", "drag, frames/s", "longest frame"],
    figures.flatMap(({ nodes, editor, bare, ratio }) => [
      [`editor, ${nodes} nodes`, ...Object.values(editor)],
      [`React Flow alone, ${nodes}`, ...Object.values(bare)],
      ["ratio", ratio.firstNode, ratio.selected, ratio.answered, "", ""],
    ]),
  );
  return { figures };
}

function row(openings: Openings, key: string): Opening {
  const all = openings.get(key) ?? [];
  const middle = (pick: (opening: Opening) => number): number => Math.round(median(all.map(pick)));
  return {
    firstNode: middle(({ firstNode }) => firstNode),
    selected: middle(({ selected }) => selected),
    answered: middle(({ answered }) => answered),
    framesPerSecond: middle(({ framesPerSecond }) => framesPerSecond),
    longestFrame: middle(({ longestFrame }) => longestFrame),
  };
}

async function watchScript(): Promise<string> {
  const file = new URL("./pages/watch.ts", import.meta.url).pathname;
  return (await transformWithOxc(await readFile(file, "utf8"), file)).code;
}

async function signedIn(browser: Browser, api: ReturnType<typeof createClient>) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { url } = await api.send<{ readonly url: string }>("POST", "/internal/sign-in-link");
  await page.goto(url);
  await page.getByRole("heading", { name: "Flows" }).waitFor();
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** The other side: built like the designer, served from a folder together with the graphs. */
async function serveBarePage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), "throughline-bare-"));
  await build({
    configFile: false,
    logLevel: "error",
    root: new URL("./pages/bare-drawing/", import.meta.url).pathname,
    build: { outDir, emptyOutDir: true, target: "es2022" },
  });
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://bare");
    const [, folder, nodes] = pathname.split("/");
    if (folder === "graphs") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(longFlow(Number(nodes))));
      return;
    }
    const file = pathname === "/" ? "index.html" : pathname.slice(1);
    readFile(join(outDir, file)).then(
      (content) => {
        response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
