// Debian's Chromium on the real stack. A story that finds no browser fails with a sentence.
import { AxeBuilder } from "@axe-core/playwright";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { root } from "../installation.ts";

const candidates = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export interface OpenBrowser {
  readonly browser: Browser;
  readonly page: Page;
  /** What the page complained about: errors, and anything the content security policy refused. */
  readonly complaints: readonly string[];
  /** Writes a screenshot to e2e/screenshots, for people to look at; gives what an accessibility check finds serious. */
  look: (name: string) => Promise<readonly string[]>;
}

/** Opens a page of 1440 × 900. */
export async function openBrowser(): Promise<OpenBrowser> {
  const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "Cannot run browser stories: no Chromium was found. Install Debian's `chromium`, or name one with CHROMIUM_PATH=/path",
    );
  }
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  // Without animations a screenshot shows what a person sees a moment later; axe needs a context of its own.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  const folder = join(root, "e2e", "screenshots");
  mkdirSync(folder, { recursive: true });
  return {
    browser,
    page,
    complaints,
    look: async (name) => {
      await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(
          ({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
        );
    },
  };
}
