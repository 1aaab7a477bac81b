// The OpenAPI document in the hands of those it is for: types made from it, a program compiled against them, and run.
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi } from "../testing/start-api.ts";
import type { TestApi } from "../testing/start-api.ts";

const example = fileURLToPath(new URL("../../../../examples/api-client/", import.meta.url));
// The generator needs a TypeScript of its own, which lies beside the example.
const beside = createRequire(join(example, "package.json"));
const load = async (name: string): Promise<unknown> => import(pathToFileURL(beside.resolve(name)).href);

/** What is used of TypeScript 5 and of the generator, whose types are not ours to resolve. */
interface Compiler {
  createProgram(files: readonly string[], options: object): { emit(): unknown };
  getPreEmitDiagnostics(program: object): readonly Diagnostic[];
  flattenDiagnosticMessageText(text: unknown, newLine: string): string;
  readonly ScriptTarget: { readonly ES2022: number };
  readonly ModuleKind: { readonly NodeNext: number };
}
interface Diagnostic {
  readonly messageText: unknown;
  readonly start?: number;
  readonly file?: {
    readonly fileName: string;
    getLineAndCharacterOfPosition(start: number): { readonly line: number };
  };
}
interface Generator {
  readonly default: (document: object) => Promise<unknown>;
  readonly astToString: (ast: unknown) => string;
}

/** One mistake to a line. */
const wrong = [
  'export const missing = api.POST("/api/flows", { body: { key: "k" } });',
  'export const address = api.GET("/api/flow", {});',
  'export const data = api.POST("/v1/events", { body: { type: "t", data: new Date() } });',
  'export const word = api.GET("/api/runs", { params: { query: { state: "happy" } } });',
];
const wrongProgram = `const api = createClient<paths>({});
${wrong.join("\n")}
import createClient from "openapi-fetch";
import type { paths } from "./api.gen.ts";
`;

let api: TestApi;
let folder: string;
let complaints: readonly { readonly file: string; readonly line: number; readonly text: string }[];
beforeAll(async () => {
  api = await startApi();
  // Inside the example, so that its own packages are found.
  folder = await mkdtemp(join(example, "dist-"));
  const { default: generate, astToString } = (await load("openapi-typescript")) as Generator; // as documented
  const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as object; // the generator judges it
  await writeFile(join(folder, "api.gen.ts"), astToString(await generate(document)));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await copyFile(join(example, "src/use-api.ts"), join(folder, "use-api.ts"));
  await writeFile(join(folder, "wrong.ts"), wrongProgram);
  const { default: ts } = (await load("typescript")) as { default: Compiler }; // CommonJS
  complaints = compile(ts);
}, 600_000);
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

function compile(ts: Compiler): typeof complaints {
  const program = ts.createProgram([join(folder, "use-api.ts"), join(folder, "wrong.ts")], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    types: [],
  });
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => ({
    file: basename(file?.fileName ?? ""),
    line: file?.getLineAndCharacterOfPosition(start).line ?? 0,
    text: ts.flattenDiagnosticMessageText(messageText, " "),
  }));
}

it("a program that uses the main calls compiles, and does what it says", { timeout: 120_000 }, async () => {
  expect(complaints.filter(({ file }) => file !== "wrong.ts")).toEqual([]);
  const { useApi } = (await import(pathToFileURL(join(folder, "use-api.js")).href)) as {
    readonly useApi: (access: object) => Promise<readonly string[]>;
  }; // it was just compiled
  const told = await useApi({ url: api.url, apiKey: api.adminKey, writeKey: api.writeKey });
  expect(told.filter((line) => line.startsWith("error:"))).toEqual([]);
  expect(told.filter((line) => !line.startsWith("warning:"))).toEqual([
    'made Welcome at "1"',
    "stale: /problems/precondition-failed",
    "version 1 is live",
    "duplicate: false",
    "person.signed-up about ada",
    // Nobody matches here.
    "pending welcome",
    "runs: 0",
    "wrong cursor: /problems/unreadable /after",
  ]);
});

it.each(wrong.map((text, index) => [text, index + 1] as const))("does not compile: %s", (_text, line) => {
  expect(complaints.filter((one) => one.file === "wrong.ts" && one.line === line)).not.toEqual([]);
});
