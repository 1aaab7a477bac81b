// Where the package is that configuration names, and what it says of itself.
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";

/** A package, or a file that stands for one, found on disk. */
export interface FoundPackage {
  /** As configuration names it. */
  readonly name: string;
  /** What to import, as a module at `from` would. */
  readonly specifier: string;
  /** A file URL. */
  readonly from: string;
  /** Its real folder: a link is followed. */
  readonly folder: string;
  readonly version: string | null;
  /** The versions of `@throughline/nodes` that it says it was made for. */
  readonly wants: string | null;
}

/** Finds a package by name, path or file URL, from `folder` up; otherwise why not, as the end of a sentence. */
export function findPackage(name: string, folder: string): FoundPackage | string {
  if (name.startsWith("file:")) return URL.canParse(name) ? findPath(name, fileURLToPath(name)) : BAD_NAME;
  if (/^(\.{1,2}(\/|$)|\/)/.test(name)) return findPath(name, resolve(folder, name));
  if (name.startsWith("~/")) return findPath(name, join(homedir(), name.slice(2)));
  const { package: owner } = NAME.exec(name)?.groups ?? {};
  if (owner === undefined) return BAD_NAME;
  for (const root of [folder, dirname(fileURLToPath(import.meta.url))]) {
    const found = findUpwards(owner, root);
    if (found !== undefined)
      return describe(name, found, { specifier: name, from: pathToFileURL(join(root, "package.json")).href });
  }
  return `it is not installed in ${folder}, run npm install ${owner} there, or correct THROUGHLINE_NODE_PACKAGES or THROUGHLINE_NODE_FOLDER`;
}

const BAD_NAME =
  "this is no package name, path or file URL, write for instance acme-nodes, @acme/nodes/mail or ../my-nodes";
const NAME = /^(?<package>(@[a-z0-9~._-]+\/)?[a-z0-9~_-][a-z0-9~._-]*)(\/[^\s]+)?$/i;

function findUpwards(owner: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, "node_modules", owner);
    if (existsSync(candidate)) return candidate;
    if (dirname(at) === at) return undefined;
  }
}

function findPath(name: string, path: string): FoundPackage | string {
  if (!existsSync(path)) return `there is no "${path}", correct THROUGHLINE_NODE_PACKAGES`;
  if (!statSync(path).isDirectory())
    return describe(name, packageOf(path), {
      specifier: pathToFileURL(path).href,
      from: pathToFileURL(path).href,
    });
  const own = readManifest(path);
  const entry = own?.exports === undefined ? entryFile(path, own?.main) : undefined;
  if (own?.exports !== undefined && own.name !== undefined) {
    // A package may import itself by its name, and so may we in its place.
    const from = pathToFileURL(join(path, "package.json")).href;
    return describe(name, path, { specifier: own.name, from });
  }
  if (entry === undefined)
    return `"${path}" is a folder without an entry, give its package.json a name and exports`;
  return describe(name, path, { specifier: pathToFileURL(entry).href, from: pathToFileURL(entry).href });
}

/** As Node would take it, and the entry of sources that nobody has built. */
function entryFile(folder: string, main: string | undefined): string | undefined {
  return [...(main === undefined ? [] : [main, `${main}.js`, join(main, "index.js")]), "index.js", "index.ts"]
    .map((file) => resolve(folder, file))
    .find((file) => existsSync(file) && statSync(file).isFile());
}

function packageOf(file: string): string {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (dirname(at) === at) return dirname(file);
  }
}

function describe(
  name: string,
  folder: string,
  place: { readonly specifier: string; readonly from: string },
): FoundPackage {
  const manifest = readManifest(folder);
  const wants = manifest?.peerDependencies?.["@throughline/nodes"] ?? null;
  return { name, ...place, folder: realpathSync(folder), version: manifest?.version ?? null, wants };
}

const manifestSchema = z.object({
  name: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  exports: z.unknown().optional(),
  peerDependencies: z.record(z.string(), z.string()).optional().catch(undefined),
});

function readManifest(folder: string): z.output<typeof manifestSchema> | undefined {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  } catch {
    // Without one, or with one that Node cannot read either: importing says what is wrong.
    return undefined;
  }
}
