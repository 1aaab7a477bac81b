// The guide's code is read by people who will copy it, so it must compile.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const parent = join(root, "packages/nodes/node_modules");
mkdirSync(parent, { recursive: true });
// Inside the workspace, so that package names resolve as they do for everybody.
const folder = mkdtempSync(join(parent, ".guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the guide's examples compile", () => {
  const guide = readFileSync(join(root, "docs/guides/add-a-node-type.md"), "utf8");
  const [node, test, effect, wait, report, sort] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code ?? "",
  );
  const reference = readFileSync(join(root, "docs/guides/node-type-reference.md"), "utf8");
  const imports = `import { defineNode, field, throwForStatus } from "@throughline/nodes";\nimport type { RunArgs } from "@throughline/nodes";\nimport { z } from "zod";\n`;
  const files = {
    "look-up-weather.ts": node ?? "",
    "look-up-weather.test.ts": test ?? "",
    "rest.ts": `${imports}export async function invoice({ effect, ports }: RunArgs<unknown>, url: string, body: string): Promise<string> {\n${effect ?? ""}return id;\n}\n${wait ?? ""}${report ?? ""}${sort ?? ""}`,
    "reference.test.ts": /```ts\n([\s\S]*?)```/.exec(reference)?.[1] ?? "",
  };
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  const config = {
    extends: join(root, "tsconfig.base.json"),
    files: Object.keys(files),
    compilerOptions: { typeRoots: [join(root, "node_modules/@types")] },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  expect(compile()).toBe("");
}, 60_000);

function compile(): string {
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}
