// An extension is one file: fails when a built-in node type's key is named outside its own file, its list, tests,
// fixtures and documentation. A key that spreads is a rule that belongs into the node type's data.
import { readdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

const nodesFolder = "packages/nodes/src/nodes";
const keys = readdirSync(nodesFolder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "index.ts")
  .map((file) => file.slice(0, -3));

const sources = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "apps/*.ts", "apps/*.tsx", "packages/*.ts"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter(
    (file) =>
      file !== "" &&
      !/\.test\.tsx?$/.test(file) &&
      !file.includes("/testing/") &&
      !file.includes("/simulate/") &&
      !file.includes("test-world") &&
      !file.startsWith(nodesFolder),
  );

const found: string[] = [];
for (const file of sources) {
  const text = readFileSync(file, "utf8");
  for (const key of keys) {
    // One-word keys (delay, condition, exit) are ordinary words: only a `type: "key"` counts for them.
    const pattern = key.includes("-")
      ? new RegExp(`["'\`]${key}["'\`]`)
      : new RegExp(`\\btype:\\s*["'\`]${key}["'\`]`);
    if (pattern.test(text)) found.push(`${file} names the node type "${key}"`);
  }
}

if (found.length > 0) {
  console.error(`Node types are named outside their own files:\n  ${found.join("\n  ")}`);
  process.exit(1);
}
console.log(`${keys.length} node types, each named in its own file only`);
