// So many per person and period: a person who tries things is let, a program that found a way in is not.

export interface Quota {
  /** Counts one; or says how many milliseconds there are until there is room. */
  take(who: string): number | null;
}

/** Counts in memory; one process gives at most `most` per person in any window. */
export function createQuota(
  { most, windowMs }: { readonly most: number; readonly windowMs: number },
  now: () => number = Date.now,
): Quota {
  const taken = new Map<string, readonly number[]>();
  return {
    take(who) {
      const since = now() - windowMs;
      for (const [name, times] of taken) if ((times.at(-1) ?? 0) <= since) taken.delete(name);
      const recent = (taken.get(who) ?? []).filter((time) => time > since);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= most) return oldest - since;
      taken.set(who, [...recent, now()]);
      return null;
    },
  };
}
