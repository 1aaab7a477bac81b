// Which node types there are: the built-ins, and those of the packages that configuration names.
import { nodeTypeKey, nodeTypeProblem, toNodeTypes } from "@throughline/flow";
import type { NodeType, NodeTypes } from "@throughline/flow";
import type { DefinedNode } from "./define-node.ts";
import { builtIns } from "./nodes/index.ts";

/** All node types of a process. */
export interface NodeRegistry {
  /** Data, in palette order. */
  readonly types: readonly NodeType[];
  /** The same, by `type@version`, as the language wants it. */
  readonly index: NodeTypes;
  get(type: string, version: number): DefinedNode | undefined;
}

/** A registry of these; throws a RangeError when a type and version comes twice, a TypeError for one that cannot be used. */
export function toRegistry(nodes: readonly DefinedNode[]): NodeRegistry {
  const types = nodes.map((node) => node.nodeType);
  types.forEach(assertUsable);
  const index = toNodeTypes(types);
  const byKey = new Map(nodes.map((node) => [nodeTypeKey(node.nodeType.type, node.nodeType.version), node]));
  return { types, index, get: (type, version) => byKey.get(nodeTypeKey(type, version)) };
}

/** A package may bring a type that another version of `defineNode` made, or none at all. */
function assertUsable(nodeType: NodeType): void {
  const problem = nodeTypeProblem(nodeType);
  if (problem !== null) throw new TypeError(`Cannot load node type "${nodeType.type}": ${problem}`);
}

/**
 * Built-ins plus every node type that the named packages export. `names` is what `THROUGHLINE_NODE_PACKAGES` holds:
 * package names or file URLs, separated by commas. `load` is how a package is imported; API and worker use the default.
 */
export async function loadNodes(
  names: string | undefined,
  load: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<NodeRegistry> {
  const wanted = (names ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const loaded: DefinedNode[] = [];
  for (const name of wanted) loaded.push(...(await loadPackage(name, load)));
  return toRegistry([...builtIns, ...loaded]);
}

async function loadPackage(
  name: string,
  load: (name: string) => Promise<unknown>,
): Promise<readonly DefinedNode[]> {
  const exported = await load(name).catch((cause: unknown) => {
    throw new Error(
      `Cannot load node package "${name}": it could not be imported, install it beside Throughline or correct THROUGHLINE_NODE_PACKAGES`,
      { cause },
    );
  });
  const nodes = Object.values(exported as Record<string, unknown>)
    .flat()
    .filter(isDefinedNode);
  if (nodes.length === 0) {
    throw new TypeError(
      `Cannot load node package "${name}": it exports no node type, export what defineNode returns`,
    );
  }
  return [...new Set(nodes)];
}

function isDefinedNode(value: unknown): value is DefinedNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "nodeType" in value &&
    "parseConfig" in value &&
    typeof value.parseConfig === "function"
  );
}
