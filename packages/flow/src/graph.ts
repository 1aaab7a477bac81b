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
}

const NO_LINES: readonly DocumentEdge[] = [];

/** The graph of a document. Takes every document of the right shape: lines to nowhere, circles and ids given twice too. */
export function graphOf(document: FlowDocument): Graph {
  const vertices = toVertices(document);
  const before = toBefore([...vertices.values()]);
  return {
    linesFrom: (node) => vertices.get(node)?.lines ?? NO_LINES,
    isBefore: (node, other) => {
      const [from, to] = [vertices.get(node), vertices.get(other)];
      return from !== undefined && to !== undefined && before.has(to, from);
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
    const vertex: Vertex = { id, bit: vertices.size, lines: [], sources: [], targets: [] };
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

/** What lies before each vertex. Without circles each is handled once; in a circle until nothing is added any more. */
function toBefore(vertices: readonly Vertex[]): BitSets {
  const before = new BitSets(vertices.length);
  const queue = sourcesFirst(vertices);
  const isQueued = vertices.map(() => true);
  for (const vertex of queue) {
    isQueued[vertex.bit] = false;
    let hasGrown = false;
    for (const source of vertex.sources) hasGrown = before.add(vertex, source) || hasGrown;
    if (!hasGrown) continue;
    for (const target of vertex.targets) {
      if (isQueued[target.bit] === true) continue;
      isQueued[target.bit] = true;
      queue.push(target);
    }
  }
  return before;
}

/** A set of vertices for each vertex, all in one piece of memory. */
class BitSets {
  readonly #wordsEach: number;
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#wordsEach = Math.ceil(size / 32);
    this.#words = new Uint32Array(this.#wordsEach * size);
  }

  has(of: Vertex, { bit }: Vertex): boolean {
    return ((this.#words[of.bit * this.#wordsEach + (bit >>> 5)] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  /** Adds a vertex and all that is in its set; false when nothing is new. */
  add(to: Vertex, more: Vertex): boolean {
    let isNew = !this.has(to, more);
    const words = this.#words;
    const [target, source] = [to.bit * this.#wordsEach, more.bit * this.#wordsEach];
    const own = target + (more.bit >>> 5);
    words[own] = (words[own] ?? 0) | (1 << (more.bit & 31));
    for (let index = 0; index < this.#wordsEach; index += 1) {
      const old = words[target + index] ?? 0;
      const sum = (old | (words[source + index] ?? 0)) >>> 0;
      if (sum === old) continue;
      words[target + index] = sum;
      isNew = true;
    }
    return isNew;
  }
}

/** Every vertex behind all that lead to it, as far as circles allow. */
function sourcesFirst(vertices: readonly Vertex[]): Vertex[] {
  const open = vertices.map(({ sources }) => sources.length);
  const order = vertices.filter(({ sources }) => sources.length === 0);
  for (const vertex of order) {
    for (const { bit } of vertex.targets) {
      open[bit] = (open[bit] ?? 0) - 1;
      const target = vertices[bit];
      if (open[bit] === 0 && target !== undefined) order.push(target);
    }
  }
  return [...order, ...vertices.filter(({ bit }) => (open[bit] ?? 0) > 0)];
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
