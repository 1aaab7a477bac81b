// How often each key came within its window; never more keys than `most`, however many addresses and accounts are tried.

interface Count {
  hits: number;
  readonly endsAtMs: number;
}

export interface BoundedCounts {
  /** One more of this key, and what its window holds now. */
  count(key: string): Readonly<Count>;
  /** One less, where something does not count after all. */
  uncount(key: string): void;
  forget(key: string): void;
}

/** Counts for one limiter. When there is no room the oldest window is forgotten. */
export function createBoundedCounts(
  { windowMs, most }: { readonly windowMs: number; readonly most: number },
  now: () => number = Date.now,
): BoundedCounts {
  // In the order in which windows began, which is the order in which they end.
  const counts = new Map<string, Count>();
  return {
    count(key) {
      makeRoom(counts, key, { most, now: now() });
      const count = counts.get(key) ?? { hits: 0, endsAtMs: now() + windowMs };
      count.hits += 1;
      counts.set(key, count);
      return count;
    },
    uncount(key) {
      const count = counts.get(key);
      if (count === undefined) return;
      count.hits -= 1;
      if (count.hits <= 0) counts.delete(key);
    },
    forget: (key) => void counts.delete(key),
  };
}

function makeRoom(
  counts: Map<string, Count>,
  key: string,
  { most, now }: { readonly most: number; readonly now: number },
): void {
  for (const [oldest, { endsAtMs }] of counts) {
    const isFull = counts.size >= most && !counts.has(key);
    if (endsAtMs > now && !isFull) return;
    counts.delete(oldest);
  }
}
