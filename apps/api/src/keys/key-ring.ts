// Who a bearer key belongs to: looked up by hash, kept for a few seconds, so that a revoked key dies within them.
import { hashToken } from "../http/bearer.ts";

/** A key as the doors know it. */
export interface KnownKey {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  readonly role: string;
  /** Sources a write key may claim; empty: any. */
  readonly sources: readonly string[];
}

export interface KeyRing {
  find(token: string): Promise<KnownKey | null>;
  /** Forgets everything at once, after a key was revoked in this process. */
  forget(): void;
}

const KEEP_MS = 3_000;
const MOST = 10_000;

/** `read` finds a live key by the sha-256 of its text. */
export function createKeyRing(read: (hash: Buffer) => Promise<KnownKey | null>): KeyRing {
  const kept = new Map<string, { readonly until: number; readonly key: Promise<KnownKey | null> }>();
  return {
    find(token) {
      const hash = hashToken(token);
      const at = hash.toString("base64");
      const known = kept.get(at);
      const now = performance.now();
      if (known !== undefined && known.until > now) return known.key;
      if (kept.size >= MOST) kept.clear();
      const key = read(hash);
      kept.set(at, { until: now + KEEP_MS, key });
      key.catch(() => kept.delete(at));
      return key;
    },
    forget: () => kept.clear(),
  };
}
