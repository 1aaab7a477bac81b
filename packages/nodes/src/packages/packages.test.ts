// Packages as developers make them, on disk, loaded by a process of its own: a test runner would import them its own way.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodePackage } from "../load.ts";

const folder = mkdtempSync(join(tmpdir(), "throughline packages ü-"));
const operator = join(folder, "operator");
const elsewhere = join(folder, "dev");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const define = (type: string, lead: string, exported: string): string => `${lead}
${exported} defineNode({
  type: "${type}", version: 1, title: "T", description: "Does it.", icon: "x", category: "data",
  config: z.object({ text: field.text({ title: "Text" }) }), output: z.object({}),
  sample: { config: { text: "a" }, output: {} },
  run: async () => ({ output: {} }),
});
`;
const esm = (type: string) =>
  define(
    type,
    'import { defineNode, field } from "@throughline/nodes";\nimport { z } from "zod";',
    "export const node =",
  );
const cjs = (type: string) =>
  define(
    type,
    'const { defineNode, field } = require("@throughline/nodes");\nconst { z } = require("zod");',
    "module.exports.node =",
  );

function write(root: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** A package in a folder of its own, linked into the operator's as `npm install ../it` does. */
function link(name: string, manifest: object, files: Readonly<Record<string, string>>): void {
  write(join(elsewhere, name), { "package.json": { name, version: "1.2.3", ...manifest }, ...files });
  const at = join(operator, "node_modules", name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(elsewhere, name), at);
}

const module = { type: "module", exports: "./index.js" };
const typescript = `enum Kind { A = "typed" }\nconst kind: string = Kind.A;\n${esm("x").replace('"x"', "kind")}`;

let packages: readonly NodePackage[];
const of = (name: string): NodePackage | undefined => packages.find((one) => one.name === name);
const said = (name: string): string => of(name)?.problems.join("\n") ?? "";

const names = [
  "linked-esm",
  "@acme/linked-cjs",
  "linked-ts",
  "installed",
  "own-copy",
  "subpaths/mail",
  "subpaths/none",
  "../dev/folder",
  "../dev/loose.mjs",
  "file://" + encodeURI(join(elsewhere, "loose2.mjs")),
  "old-shape",
  "broken",
  "throws",
  "rejects",
  "lacks",
  "zod-3",
  "too-new",
  "gone",
  "../dev/nowhere",
  "no/such package",
  "folderless",
];

beforeAll(() => {
  link("linked-esm", module, { "index.js": esm("linked-esm") });
  link("@acme/linked-cjs", { main: "lib" }, { "lib/index.js": cjs("linked-cjs") });
  link(
    "linked-ts",
    { type: "module", exports: { import: "./src/index.ts" } },
    { "src/index.ts": typescript },
  );
  write(join(operator, "node_modules/installed"), {
    "package.json": {
      name: "installed",
      version: "2.0.0",
      type: "module",
      exports: { import: "./index.js" },
    },
    "index.js": esm("installed"),
  });
  link("own-copy", module, {
    "index.js": 'export { node } from "@throughline/nodes";',
    // What another copy of the library makes: nothing of ours, but the mark.
    "node_modules/@throughline/nodes/package.json":
      '{"name":"@throughline/nodes","type":"module","exports":"./index.js"}',
    "node_modules/@throughline/nodes/index.js": `export const node = { [Symbol.for("throughline.node-type")]: 1,
      nodeType: { type: "own-copy", version: 1, title: "T", description: "Does it.", icon: "x", category: "data", instruction: "run",
        ports: ["next"], config: { type: "object" }, output: {}, sample: { config: {}, output: {} } },
      parseConfig: (config) => config, parseOutput: (output) => output, secretNames: () => [], run: async () => ({ output: {} }) };`,
  });
  link("subpaths", { type: "module", exports: { "./mail": "./mail.js" } }, { "mail.js": esm("mail") });
  write(elsewhere, {
    "folder/package.json": { name: "folder", type: "module", main: "./build/entry.js" },
    "folder/build/entry.js": esm("folder"),
    "loose.mjs": esm("loose"),
    "loose2.mjs": esm("loose-too"),
    "folderless-is-none.txt": "",
  });
  link("old-shape", { main: "index.js" }, { "index.js": cjs("old-shape") });
  link("broken", module, { "index.js": "export const = 1;" });
  link("throws", module, { "index.js": 'throw new Error("no licence");' });
  link("rejects", module, { "index.js": "throw undefined;" });
  link("lacks", module, { "index.js": 'import "left-pad-of-ours";' });
  link("zod-3", module, {
    "index.js": esm("zod-3"),
    "node_modules/zod/package.json":
      '{"name":"zod","version":"3.0.0","type":"module","exports":"./index.js"}',
    "node_modules/zod/index.js": "export const z = { object: (shape) => ({ _def: {}, shape }) };",
  });
  link(
    "too-new",
    { ...module, peerDependencies: { "@throughline/nodes": "^2.0.0" } },
    { "index.js": esm("too-new") },
  );
  link("folderless", { type: "module" }, { "readme.md": "" });
  packages = loadInProcess();
}, 60_000);

function loadInProcess(): readonly NodePackage[] {
  const script = join(folder, "load.mts");
  const options = JSON.stringify({ names: names.join(","), folder: operator });
  writeFileSync(
    script,
    `import { loadNodes } from ${JSON.stringify(join(import.meta.dirname, "../load.ts"))};
    const { packages } = await loadNodes(${options});
    console.log(JSON.stringify(packages));`,
  );
  const root = join(import.meta.dirname, "../../../..");
  const tsx = join(root, "node_modules/tsx/dist/loader.mjs");
  const args = ["--conditions=@throughline/source", "--import", tsx, script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", cwd: root })) as NodePackage[];
}

describe("loadNodes() on disk", () => {
  it.each([
    ["linked-esm", "linked-esm@1"],
    ["@acme/linked-cjs", "linked-cjs@1"],
    ["linked-ts", "typed@1"],
    ["installed", "installed@1"],
    ["own-copy", "own-copy@1"],
    ["subpaths/mail", "mail@1"],
    ["../dev/folder", "folder@1"],
    ["../dev/loose.mjs", "loose@1"],
    ["file://" + encodeURI(join(elsewhere, "loose2.mjs")), "loose-too@1"],
    ["old-shape", "old-shape@1"],
  ])("takes %s", (name, type) => {
    expect(of(name)).toMatchObject({ types: [type], problems: [] });
  });

  it("says the version and the real folder", () => {
    expect(of("linked-esm")).toMatchObject({ version: "1.2.3", folder: join(elsewhere, "linked-esm") });
  });

  it.each([
    ["subpaths/none", /its package\.json exports no such entry/],
    ["broken", /it does not parse/],
    ["throws", /it threw as it was imported: no licence \(version 1\.2\.3 in \/.*throws\)/],
    ["rejects", /it threw as it was imported: undefined/],
    ["lacks", /a module that it imports is not there \(.*left-pad-of-ours.*\), run npm install in \/.*lacks/],
    ["zod-3", /"\/" is no schema of zod 4/],
    ["too-new", /was made for @throughline\/nodes \^2\.0\.0 \(its peerDependencies\) and this is/],
    ["gone", /it is not installed in \/.*operator, run npm install gone there/],
    ["../dev/nowhere", /there is no "\/.*dev\/nowhere"/],
    ["no/such package", /this is no package name, path or file URL/],
    ["folderless", /a module that it imports is not there|exports no such entry/],
  ])("says what is wrong with %s, and takes the rest", (name, words) => {
    expect(of(name)?.types).toEqual([]);
    expect(said(name)).toMatch(words);
    expect(said(name)).not.toContain("throughline-node-package:");
  });
});
