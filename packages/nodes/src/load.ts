// Which node types there are: the built-ins, and those of the packages that configuration names.
import { nodeTypeKey, nodeTypeProblem, toNodeTypes } from "@throughline/flow";
import type { NodeType, NodeTypes } from "@throughline/flow";
import type { DefinedNode } from "./define-node.ts";
import { builtIns } from "./nodes/index.ts";
import { loadPackage } from "./packages/load-package.ts";
import type { ImportPackage } from "./packages/load-package.ts";

/** A package that configuration names, and what came of it. */
export interface NodePackage {
  /** As configuration names it. */
  readonly name: string;
  readonly version: string | null;
  /** Where it really is; null when it was not found. */
  readonly folder: string | null;
  /** Those of its types that can be used, as `type@version`. */
  readonly types: readonly string[];
  /** Sentences about what cannot. */
  readonly problems: readonly string[];
}

/** All node types of a process. */
export interface NodeRegistry {
  /** Data, in palette order. */
  readonly types: readonly NodeType[];
  /** The same, by `type@version`, as the language wants it. */
  readonly index: NodeTypes;
  get(type: string, version: number): DefinedNode | undefined;
}

/** A registry, and where what is in it came from. */
export interface LoadedNodes extends NodeRegistry {
  readonly packages: readonly NodePackage[];
}

/** A registry of these; throws a RangeError when a type and version comes twice, a TypeError for one that cannot be used. */
export function toRegistry(nodes: readonly DefinedNode[]): NodeRegistry {
  const types = nodes.map((node) => node.nodeType);
  types.forEach(assertUsable);
  const index = toNodeTypes(types);
  const byKey = new Map(nodes.map((node) => [keyOf(node), node]));
  return { types, index, get: (type, version) => byKey.get(nodeTypeKey(type, version)) };
}

function assertUsable(nodeType: NodeType): void {
  const problem = nodeTypeProblem(nodeType);
  if (problem !== null) throw new TypeError(`Cannot load node type "${nodeType.type}": ${problem}`);
}

/** Which packages to load, and from where. */
export interface LoadOptions {
  /** What `THROUGHLINE_NODE_PACKAGES` holds: package names, paths or file URLs, separated by commas. */
  readonly names: string | undefined;
  /** Names and paths are meant from here. */
  readonly folder: string;
  /** How a package is imported; API and worker use the default. */
  readonly importPackage?: ImportPackage;
}

/**
 * Built-ins plus every node type that the named packages export. Never throws: what cannot be used is left out, with a
 * sentence, and everything else is there.
 */
export async function loadNodes({ names, folder, importPackage }: LoadOptions): Promise<LoadedNodes> {
  const wanted = (names ?? "").split(",").map((name) => name.trim());
  const accepted = new Map(builtIns.map((node) => [keyOf(node), { node, owner: "Throughline" }]));
  const packages: NodePackage[] = [];
  for (const name of new Set(wanted.filter((each) => each !== ""))) {
    const { nodes, version, folder: real, problems } = await loadPackage(name, folder, importPackage);
    const types: string[] = [];
    for (const { node, exportedAs } of nodes) {
      const problem = clashOf(node, name, accepted) ?? nodeTypeProblem(node.nodeType);
      if (problem === null) {
        accepted.set(keyOf(node), { node, owner: name });
        types.push(keyOf(node));
      } else {
        problems.push(
          `Cannot use node type "${node.nodeType.type}" of node package "${name}" (exported as ${exportedAs}): ${problem}`,
        );
      }
    }
    packages.push({ name, version, folder: real, types, problems });
  }
  return { ...toRegistry([...accepted.values()].map(({ node }) => node)), packages };
}

type Accepted = ReadonlyMap<string, { readonly node: DefinedNode; readonly owner: string }>;

/** What a run's own steps are called where they are carried out; a node type of the name would take their place. */
export const RESERVED_TYPES: readonly string[] = [
  "close-run",
  "default",
  "expire-task",
  "expire-wait",
  "next-instant",
  "open-task",
  "open-wait",
  "read-profile",
  "store-trail",
];

/** A built-in keeps its name in all versions, so that a drawing of it never becomes something else. */
function clashOf(node: DefinedNode, owner: string, accepted: Accepted): string | null {
  const { type, version } = node.nodeType;
  if (builtIns.some(({ nodeType }) => nodeType.type === type))
    return `Throughline itself has a node type "${type}", give this one another name`;
  if (RESERVED_TYPES.includes(type)) return `"${type}" is a step of the run itself, give it another name`;
  const other = accepted.get(keyOf(node));
  if (other === undefined) return null;
  return other.owner === owner
    ? `the package exports another "${type}" of version ${version}, which is used instead; give one of them another name or version`
    : `node package "${other.owner}" has one of version ${version} too and comes first in THROUGHLINE_NODE_PACKAGES, give one of them another name or version`;
}

function keyOf({ nodeType }: DefinedNode): string {
  return nodeTypeKey(nodeType.type, nodeType.version);
}
