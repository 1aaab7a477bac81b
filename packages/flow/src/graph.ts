// The drawing as a graph, worked out once per document: which lines leave a node, what lies before it, what can be reached.
import type { DocumentEdge, FlowDocument } from "./document/schema.ts";

/** Answers about nodes by their ids, also by ids that only lines name. */
export interface Graph {
  /** The lines that leave a node, in the order of the document. */
  linesFrom(node: string): readonly DocumentEdge[];
  /** True when a path leads from one node to the other; to itself one leads only in a circle. */
  isBefore(node: string, other: string): boolean;
  /** The nodes on any path to a node, nearest first; itself only in a circle. */
  before(node: string): readonly string[];
  /** Some nodes, and all to which lines lead from them. */
  reachableFrom(nodes: Iterable<string>): ReadonlySet<string>;
}

interface Vertex {
  readonly id: string;
  /** Its bit in the sets of what lies before. */
  readonly bit: number;
  readonly lines: DocumentEdge[];
  readonly sources: Vertex[];
  readonly targets: Vertex[];
  before: Uint32Array;
}

const WORD_BITS = 32;
const NO_LINES: readonly DocumentEdge[] = [];

/** The graph of a document. Takes every document of the right shape: lines to nowhere, circles and ids given twice too. */
export function graphOf(document: FlowDocument): Graph {
  const vertices = toVertices(document);
  fillBefore([...vertices.values()]);
  return {
    linesFrom: (node) => vertices.get(node)?.lines ?? NO_LINES,
    isBefore: (node, other) => {
      const [from, to] = [vertices.get(node), vertices.get(other)];
      return from !== undefined && to !== undefined && has(to.before, from.bit);
    },
    before: (node) => [...walk(vertices.get(node)?.sources ?? [], ({ sources }) => sources)],
    reachableFrom: (nodes) => {
      const starts = [...nodes].flatMap((node) => vertices.get(node) ?? []);
      return walk(starts, ({ targets }) => targets);
    },
  };
}

function toVertices({ nodes, edges }: FlowDocument): ReadonlyMap<string, Vertex> {
  const vertices = new Map<string, Vertex>();
  const vertexOf = (id: string): Vertex => {
    const known = vertices.get(id);
    if (known !== undefined) return known;
    const empty = { lines: [], sources: [], targets: [], before: new Uint32Array() };
    const vertex: Vertex = { id, bit: vertices.size, ...empty };
    vertices.set(id, vertex);
    return vertex;
  };
  for (const { id } of nodes) vertexOf(id);
  for (const edge of edges) {
    const [source, target] = [vertexOf(edge.from.node), vertexOf(edge.to.node)];
    source.lines.push(edge);
    source.targets.push(target);
    target.sources.push(source);
  }
  return vertices;
}

/** One bit set per vertex. Without circles each vertex is handled once; in a circle until nothing is added any more. */
function fillBefore(vertices: readonly Vertex[]): void {
  const words = Math.ceil(vertices.length / WORD_BITS);
  for (const vertex of vertices) vertex.before = new Uint32Array(words);
  const queue = sourcesFirst(vertices);
  const queued = new Set(queue);
  for (const vertex of queue) {
    queued.delete(vertex);
    const grown = vertex.sources.filter((source) => addTo(vertex.before, source));
    if (grown.length === 0) continue;
    for (const target of vertex.targets) {
      if (queued.has(target)) continue;
      queued.add(target);
      queue.push(target);
    }
  }
}

/** Every vertex behind all that lead to it, as far as circles allow. */
function sourcesFirst(vertices: readonly Vertex[]): Vertex[] {
  const open = new Map(vertices.map((vertex) => [vertex, vertex.sources.length]));
  const order = vertices.filter(({ sources }) => sources.length === 0);
  for (const vertex of order) {
    open.delete(vertex);
    for (const target of vertex.targets) {
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      if (left === 0) order.push(target);
    }
  }
  return [...order, ...open.keys()];
}

/** Adds a vertex and all that lies before it; false when nothing is new. */
function addTo(before: Uint32Array, { bit, before: more }: Vertex): boolean {
  let isNew = !has(before, bit);
  const own = Math.floor(bit / WORD_BITS);
  before[own] = (before[own] ?? 0) | (1 << (bit % WORD_BITS));
  for (const [index, word] of more.entries()) {
    const old = before[index] ?? 0;
    const sum = (old | word) >>> 0;
    if (sum === old) continue;
    before[index] = sum;
    isNew = true;
  }
  return isNew;
}

function has(set: Uint32Array, bit: number): boolean {
  return ((set[Math.floor(bit / WORD_BITS)] ?? 0) & (1 << (bit % WORD_BITS))) !== 0;
}

/** Ids in the order of their distance. */
function walk(starts: readonly Vertex[], next: (vertex: Vertex) => readonly Vertex[]): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...starts];
  for (const vertex of queue) {
    if (found.has(vertex.id)) continue;
    found.add(vertex.id);
    queue.push(...next(vertex));
  }
  return found;
}
