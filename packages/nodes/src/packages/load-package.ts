// One package: found, imported, and its node types picked out of what it exports. What goes wrong becomes a sentence.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { NODE_CONTRACT, NODE_MARK } from "../brand.ts";
import type { DefinedNode } from "../define-node.ts";
import { findPackage } from "./find-package.ts";
import type { FoundPackage } from "./find-package.ts";
import { importPackage as importFromDisk, isUnreadTypeScript } from "./import-package.ts";
import { isInRange } from "./version-range.ts";

/** How a package is imported: a specifier, as a module at the URL `from` would. */
export type ImportPackage = (specifier: string, from: string) => Promise<unknown>;

/** What came of a package. */
export interface LoadedPackage {
  readonly version: string | null;
  readonly folder: string | null;
  readonly nodes: readonly { readonly node: DefinedNode; readonly exportedAs: string }[];
  readonly problems: string[];
}

/** The version of this library; a package may say which ones it was made for. */
const OUR_VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))).version;

/** A package that awaits something for ever as it is imported must not keep the process from starting. */
const IMPORT_MS = 30_000;

/** Loads a package; never throws. */
export async function loadPackage(
  name: string,
  folder: string,
  importPackage: ImportPackage = importFromDisk,
): Promise<LoadedPackage> {
  const found = findPackage(name, folder);
  const nothing = { version: null, folder: null, nodes: [] };
  if (typeof found === "string") return { ...nothing, problems: [sentence(name, found)] };
  const { version, folder: real } = found;
  const refused = (problem: string): LoadedPackage => ({
    ...nothing,
    version,
    folder: real,
    problems: [sentence(name, problem)],
  });
  if (found.wants !== null && !isInRange(OUR_VERSION, found.wants))
    return refused(
      `version ${version ?? "unknown"} of it was made for @throughline/nodes ${found.wants} (its peerDependencies) and this is ${OUR_VERSION}, install a version that fits`,
    );
  let exported: unknown;
  try {
    exported = await inTime(importPackage(found.specifier, found.from));
  } catch (error) {
    return refused(whyNotImported(error, found));
  }
  return { version, folder: real, ...pickNodes(name, exported) };
}

function sentence(name: string, problem: string): string {
  return `Cannot load node package "${name}": ${problem}`;
}

async function inTime<T>(importing: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError()), IMPORT_MS);
  });
  try {
    return await Promise.race([importing, late]);
  } finally {
    clearTimeout(timer);
  }
}

class LateError extends Error {}

function whyNotImported(error: unknown, { folder, version }: FoundPackage): string {
  const { code, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const said = (message.split("\n", 1)[0] ?? "").replace(/throughline-node-package:\S+/g, "it");
  if (error instanceof LateError)
    return `importing it takes longer than ${IMPORT_MS / 1000} s, let it await nothing at its top level`;
  if (isUnreadTypeScript(error))
    return `it is TypeScript, which Node ${process.versions.node} does not read here, build it to JavaScript and let its exports name that`;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
    return `a module that it imports is not there (${said}), run npm install in ${folder}, and its build if it has one`;
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
    return `its package.json exports no such entry (${said}), correct its exports or THROUGHLINE_NODE_PACKAGES`;
  if (error instanceof SyntaxError) return `it does not parse (${said}), mend it or build it for this Node`;
  // defineNode says whose mistake it is and what would be right.
  if (said.startsWith("Cannot define node type "))
    return `${said} (version ${version ?? "unknown"} in ${folder})`;
  return `it threw as it was imported: ${said === "" ? "without a message" : said} (version ${version ?? "unknown"} in ${folder})`;
}

/** Any export, a list or an object of node types counts; what CommonJS exports is under `default`. */
function pickNodes(name: string, exported: unknown): Pick<LoadedPackage, "nodes" | "problems"> {
  const nodes: { readonly node: DefinedNode; readonly exportedAs: string }[] = [];
  const problems: string[] = [];
  const seen = new Set<unknown>();
  const look = (value: unknown, exportedAs: string, depth: number): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    const contract = contractOf(value);
    if (contract === NODE_CONTRACT) {
      nodes.push({ node: value as DefinedNode, exportedAs });
    } else if (contract !== null) {
      problems.push(
        sentence(
          name,
          `its export ${exportedAs} was made by a @throughline/nodes of contract ${JSON.stringify(contract)} and this one takes ${NODE_CONTRACT}, install a version of the package that fits`,
        ),
      );
    } else if (looksLikeNode(value)) {
      problems.push(
        sentence(name, `its export ${exportedAs} was not made by defineNode, export what defineNode returns`),
      );
    } else if (depth > 0) {
      for (const [key, child] of Object.entries(value)) look(child, `${exportedAs}.${key}`, depth - 1);
    }
  };
  for (const [key, value] of Object.entries(exported as Record<string, unknown>))
    look(value, key, key === "default" ? 2 : 1);
  if (nodes.length === 0 && problems.length === 0)
    problems.push(sentence(name, "it exports no node type, export what defineNode returns"));
  return { nodes, problems };
}

function contractOf(value: object): unknown {
  return NODE_MARK in value ? value[NODE_MARK] : null;
}

/** A definition that was never given to `defineNode`, or one from before it marked what it makes. */
function looksLikeNode(value: object): boolean {
  return "nodeType" in value || ("type" in value && "config" in value && "sample" in value);
}
