// `npm run new-node send-fax` begins a node type among the built-in ones, `npm run new-node send-fax ../my-nodes` one in a
// package of your own, which it makes where there is none: with its form, its code and its test.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const checkout = resolve(import.meta.dirname, "..");
// npm changes to the checkout; paths are meant from where it was called.
const from = process.env["INIT_CWD"] ?? process.cwd();

try {
  const [type = "", folder, ...more] = process.argv.slice(2);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type) || more.length > 0) {
    throw new SyntaxError(
      `Cannot begin a node type "${type}": write npm run new-node <type> [<folder of a package>], the type in lower case with hyphens, such as send-fax`,
    );
  }
  if (folder === undefined) beginBuiltIn(type, join(process.cwd(), "packages/nodes/src/nodes"));
  else beginInPackage(type, resolve(from, folder));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function beginBuiltIn(type: string, nodes: string): void {
  const index = join(nodes, "index.ts");
  const name = camelCase(type);
  write(join(nodes, `${type}.ts`), nodeSource(type, ["../define-node.ts", "../field.ts"]));
  const listed = readFileSync(index, "utf8")
    .replace(/\n\n/, `\nimport { ${name} } from "./${type}.ts";\n\n`)
    .replace(/\n\];/, `\n  ${name},\n];`);
  writeFileSync(index, listed);
  console.log(`begun packages/nodes/src/nodes/${type}.ts, and a line in index.ts there
  its contract:  npx vitest run packages/nodes/src/nodes
  then:          npm run format && npm run check`);
}

function beginInPackage(type: string, folder: string): void {
  const isNew = !existsSync(join(folder, "package.json"));
  if (isNew) beginPackage(folder);
  const index = join(folder, "src/index.ts");
  write(join(folder, `src/${type}.ts`), nodeSource(type, ["@throughline/nodes", "@throughline/nodes"]));
  write(join(folder, `src/${type}.test.ts`), testSource(type));
  const before = existsSync(index) ? readFileSync(index, "utf8") : "";
  writeFileSync(index, `${before}export { ${camelCase(type)} } from "./${type}.ts";\n`);
  const shown = relative(from, folder) || ".";
  console.log(`begun ${join(shown, `src/${type}.ts`)} and its test${isNew ? `, in a new package` : ""}
  its contract:  cd ${shown} && npm install && npm test
  in a stack:    THROUGHLINE_NODE_PACKAGES=${folder} npm start   (in ${checkout}; read again after every build)`);
}

function beginPackage(folder: string): void {
  const name = (folder.split("/").at(-1) ?? "").toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const ours = (part: string): string => `file:${relative(folder, join(checkout, "packages", part))}`;
  const manifest = {
    name: name === "" ? "my-nodes" : name,
    version: "0.1.0",
    private: true,
    type: "module",
    files: ["dist"],
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    scripts: { build: "tsc", test: "tsc && node scripts/test.js" },
    devDependencies: {
      "@throughline/flow": ours("flow"),
      "@throughline/nodes": ours("nodes"),
      "@types/node": versionOf("@types/node"),
      typescript: versionOf("typescript"),
      zod: versionOf("zod"),
    },
    peerDependencies: { "@throughline/nodes": `^${versionOf("@throughline/nodes")}`, zod: "^4.0.0" },
    // Throughline has both; npm would look for the first one in the registry.
    peerDependenciesMeta: { "@throughline/nodes": { optional: true }, zod: { optional: true } },
  };
  write(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  write(
    join(folder, "tsconfig.json"),
    readFileSync(join(checkout, "examples/node-package/tsconfig.json"), "utf8"),
  );
  write(
    join(folder, "scripts/test.js"),
    `// Runs every test that was compiled, on each Node that Throughline runs on.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const tests = readdirSync("dist").filter((file) => file.endsWith(".test.js")).map((file) => \`dist/\${file}\`);
process.exitCode = spawnSync(process.execPath, ["--test", ...tests], { stdio: "inherit" }).status ?? 1;
`,
  );
  write(join(folder, ".gitignore"), "node_modules/\ndist/\n");
}

function versionOf(dependency: string): string {
  const file = join(checkout, "node_modules", dependency, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version; // npm installed it
}

function nodeSource(type: string, [definers, fields]: readonly [string, string]): string {
  const imports =
    definers === fields
      ? `import { defineNode, field } from "${definers}";\nimport { z } from "zod";`
      : `import { z } from "zod";\nimport { defineNode } from "${definers}";\nimport { field } from "${fields}";`;
  const words = type.replaceAll("-", " ");
  return `${imports}

/** Says in one sentence what it does. */
export const ${camelCase(type)} = defineNode({
  type: "${type}",
  version: 1,
  title: "${words.charAt(0).toUpperCase()}${words.slice(1)}",
  description: "Says in one sentence what it does.",
  icon: "puzzle",
  category: "data",
  config: z.object({ text: field.text({ title: "Text", computed: true }) }),
  output: z.object({ text: z.string() }),
  quick: true,
  sample: { config: { text: "hello" }, output: { text: "HELLO" } },
  run: async ({ config }) => ({ output: { text: config.text.toUpperCase() } }),
});
`;
}

function testSource(type: string): string {
  const name = camelCase(type);
  return `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNodeWorld, testNode, toRunArgs } from "@throughline/nodes/testing";
import { ${name} } from "./${type}.ts";

describe("${type}", () => {
  testNode(${name}, it);

  it("does what it says", async () => {
    const result = await ${name}.run?.(toRunArgs(${name}, createNodeWorld(), { text: "hello" }));
    assert.deepEqual(result, { output: { text: "HELLO" } });
  });
});
`;
}

function camelCase(type: string): string {
  return type.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function write(path: string, content: string): void {
  if (existsSync(path)) throw new Error(`Cannot write "${path}": there is one already, choose another name`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
