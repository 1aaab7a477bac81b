// Expressions in Chromium, where the editor checks them: they give and say what they do in Node.
import { evaluate, parseExpression } from "@throughline/flow";
import { answerOf, randomExpressions, readExpressionCorpus } from "@throughline/flow/testing";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import corpus from "../../../fixtures/expressions.json" with { type: "json" };
import { type OpenBrowser, openBrowser } from "./browser.ts";

const { scope, rows } = readExpressionCorpus(corpus);

let open: OpenBrowser;
beforeAll(async () => {
  open = await openBrowser();
  await open.page.addScriptTag({ content: await bundle() });
}, 60_000);
afterAll(() => open?.browser.close());

/** One script, made as the editor is. */
async function bundle(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@throughline/source", "module", "browser", "production"] },
    build: {
      write: false,
      lib: {
        entry: new URL("evaluate-in-page.ts", import.meta.url).pathname,
        formats: ["iife"],
        name: "expressions",
      },
    },
  });
  const [output] = [made].flat();
  if (output === undefined || !("output" in output))
    throw new TypeError("Cannot evaluate: nothing was built");
  return output.output[0].code;
}

async function inPage(texts: readonly string[], seen: object): Promise<readonly Seen[]> {
  const args = [JSON.stringify(texts), JSON.stringify(seen)].map((text) => JSON.stringify(text)).join(", ");
  return JSON.parse(await open.page.evaluate<string>(`evaluateAll(${args})`)) as readonly Seen[]; // made in the page
}

interface Seen {
  readonly answer: unknown;
  readonly reading: unknown;
}

function inNode(texts: readonly string[], seen: object): readonly Seen[] {
  const answers = texts.map((text) => ({ answer: evaluate(text, seen), reading: parseExpression(text) }));
  return JSON.parse(JSON.stringify(answers)) as readonly Seen[]; // as they come out of the page
}

describe("expressions in Chromium", () => {
  const texts = rows.map(({ expression }) => expression);

  it("give and say what the corpus does", async () => {
    const answers = await inPage(texts, scope);
    const named = (of: readonly unknown[]) =>
      texts.map((expression, index) => ({ expression, ...Object(of[index]) }));
    expect(named(answers.map(({ answer }) => answer))).toEqual(named(rows.map(answerOf)));
  });

  it("are refused as in Node, with the same words at the same place", async () => {
    expect(await inPage(texts, scope)).toEqual(inNode(texts, scope));
  });

  it("give and say what they do in Node, whatever is written", async () => {
    const random = randomExpressions(Date.now() % 1_000_000, 5000);
    const seen = { ...scope, x: 1 };
    const [page, node] = [await inPage(random, seen), inNode(random, seen)];
    const differ = random.filter(
      (_text, index) => JSON.stringify(page[index]) !== JSON.stringify(node[index]),
    );
    expect(differ).toEqual([]);
  });
});
