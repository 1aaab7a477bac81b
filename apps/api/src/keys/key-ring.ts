// Who a bearer key belongs to: looked up by hash, kept for a few seconds, so that a revoked key dies within them.
import { hashToken } from "../http/bearer.ts";

/** A key as the doors know it. */
interface KnownKey {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  readonly role: string;
  /** Sources a write key may claim; empty: any. */
  readonly sources: readonly string[];
  /** Web pages that may use a write key: their origins, or `*`; empty: none. */
  readonly origins: readonly string[];
}

export interface KeyRing {
  find(token: string): Promise<KnownKey | null>;
  /** True when some live write key may be used from pages of this origin. */
  allowsOrigin(origin: string): Promise<boolean>;
  /** Forgets everything at once, after a key was revoked in this process. */
  forget(): void;
}

const KEEP_MS = 3_000;
const MOST = 10_000;

/** True when a list of origins has this one, or takes any. */
export function hasOrigin(origins: readonly string[], origin: string): boolean {
  return origins.includes(origin) || origins.includes("*");
}

/** Where keys are read: `find` finds a live key by the sha-256 of its text, `origins` is what live write keys allow. */
export interface KeyReads {
  readonly find: (hash: Buffer) => Promise<KnownKey | null>;
  readonly origins: () => Promise<readonly string[]>;
}

/** The ring over where keys are read. */
export function createKeyRing(reads: KeyReads): KeyRing {
  const kept = new Map<string, { readonly until: number; readonly key: Promise<KnownKey | null> }>();
  let allowed: { readonly until: number; readonly origins: Promise<readonly string[]> } | null = null;
  return {
    find(token) {
      const hash = hashToken(token);
      const at = hash.toString("base64");
      const known = kept.get(at);
      const now = performance.now();
      if (known !== undefined && known.until > now) return known.key;
      if (kept.size >= MOST) kept.clear();
      const key = reads.find(hash);
      kept.set(at, { until: now + KEEP_MS, key });
      key.catch(() => kept.delete(at));
      return key;
    },
    async allowsOrigin(origin) {
      const now = performance.now();
      if (allowed === null || allowed.until <= now) {
        const origins = reads.origins();
        allowed = { until: now + KEEP_MS, origins };
        origins.catch(() => (allowed = null));
      }
      return hasOrigin(await allowed.origins, origin);
    },
    forget() {
      kept.clear();
      allowed = null;
    },
  };
}
