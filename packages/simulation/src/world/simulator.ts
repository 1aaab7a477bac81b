// Virtual time: one queue of continuations, ordered by instant and a drawn tiebreak. Whatever happens, happens here.
import type { Random } from "@throughline/protocol";
import { between, createRandom } from "./random.ts";

/** A process that may be killed or frozen. What it had going on is dropped or held. */
export interface Process {
  readonly name: string;
  /** Raised by every kill: continuations of an older generation never run. */
  generation: number;
  frozenUntil: number;
  isUp: boolean;
}

interface Entry {
  readonly at: number;
  readonly tiebreak: number;
  readonly run: () => void;
  readonly process: Process | null;
  readonly generation: number;
  readonly onDrop: (() => void) | undefined;
}

/** Start of virtual time: a fixed instant, so that traces of a seed are equal to the letter. */
const EPOCH = Date.UTC(2030, 0, 1);

export class Simulator {
  readonly random: Random;
  now = EPOCH;
  /** How often each port method met each fault. */
  readonly counts = new Map<string, number>();
  readonly trace: string[] = [];
  steps = 0;
  readonly #queue: Entry[] = [];
  readonly #isTracing: boolean;

  constructor(seed: number, isTracing: boolean) {
    this.random = createRandom(seed);
    this.#isTracing = isTracing;
  }

  note(text: () => string): void {
    if (this.#isTracing) this.trace.push(`${String(this.now - EPOCH).padStart(7)} ${text()}`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Runs `run` after `ms`, if the process lives then; a frozen one does it when it wakes. */
  after(ms: number, process: Process | null, run: () => void, onDrop?: () => void): void {
    const entry = {
      at: this.now + ms,
      tiebreak: this.random.next(),
      run,
      process,
      generation: process?.generation ?? 0,
      onDrop,
    };
    push(this.#queue, entry);
  }

  /** Goes on until `isDone` says so, checked after every instant, or nothing is left. Throws past `limitMs`. */
  async run(isDone: () => boolean, limitMs: number): Promise<void> {
    const end = this.now + limitMs;
    while (!isDone()) {
      const entry = pop(this.#queue);
      if (entry === undefined) return;
      if (entry.at > end) throw new Error(`it does not come to rest within ${limitMs / 1000} s`);
      this.now = entry.at;
      this.steps += 1;
      if (this.#execute(entry)) await settleMicrotasks();
    }
  }

  #execute(entry: Entry): boolean {
    const { process } = entry;
    if (process !== null && process.generation !== entry.generation) {
      entry.onDrop?.();
      return false;
    }
    if (process !== null && process.frozenUntil > this.now) {
      push(this.#queue, { ...entry, at: process.frozenUntil + between(this.random, 0, 3) });
      return false;
    }
    entry.run();
    return true;
  }
}

/** Lets every promise that can go on do so; nothing in the simulation waits for anything else. */
function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.tiebreak < b.tiebreak);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.length;
  heap.push(entry);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(entry, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const leftChild = heap[left];
    const rightChild = heap[left + 1];
    if (leftChild === undefined) break;
    const isRightFirst = rightChild !== undefined && isBefore(rightChild, leftChild);
    const child = isRightFirst ? rightChild : leftChild;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = isRightFirst ? left + 1 : left;
  }
  heap[index] = last;
  return first;
}
