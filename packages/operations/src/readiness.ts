// Whether this process can work, and when it should be replaced because only it cannot.

/** How long a question may take: a pool whose connections hang never answers. */
export const ANSWER_MS = 5_000;

/** Something a process depends on. Both throw when it cannot be used. */
export interface Dependency {
  readonly name: string;
  /** Through the connections the process uses. */
  probe(): Promise<unknown>;
  /** Through a connection made for this question. */
  probeAfresh(): Promise<unknown>;
}

interface ReadinessOptions {
  readonly dependencies: readonly Dependency[];
  readonly everyMs?: number;
  /** How long a dependency may be away for us alone before the process gives up. */
  readonly patienceMs?: number;
  /** Called once, with the sentence for the log, when the process should exit. */
  readonly onStuck: (reason: string) => void;
  readonly now?: () => number;
}

export interface Readiness {
  /** Empty when ready. */
  reasons(): readonly string[];
  /** Something that is not a dependency keeps the process from working, or does no more. */
  hold(name: string, reason: string | null): void;
  /** Looks at every dependency now. */
  check(): Promise<void>;
  close(): void;
}

/**
 * Asks the dependencies every few seconds. A dependency that is away makes the process unready and no more: it comes
 * back by itself. One that answers a fresh connection but not ours for two minutes means that ours is broken.
 */
export function createReadiness(options: ReadinessOptions): Readiness {
  const { dependencies, everyMs = 5_000, patienceMs = 120_000, onStuck, now = Date.now } = options;
  const failing = new Map<string, { readonly since: number; readonly reason: string }>();
  const held = new Map<string, string>([["starting", "the process is starting"]]);
  let stuck = false;

  const look = async (dependency: Dependency): Promise<void> => {
    const { name } = dependency;
    try {
      await inTime(dependency.probe());
      failing.delete(name);
    } catch (error) {
      const since = failing.get(name)?.since ?? now();
      failing.set(name, { since, reason: `${name} cannot be used: ${textOf(error)}` });
      if (stuck || now() - since < patienceMs) return;
      const answers = await inTime(dependency.probeAfresh()).then(
        () => true,
        () => false,
      );
      if (!answers || stuck) return;
      stuck = true;
      onStuck(
        `${name} answers a fresh connection but could not be used through ours for ${Math.round((now() - since) / 1000)} s`,
      );
    }
  };
  const check = async (): Promise<void> => {
    await Promise.all(dependencies.map(look));
  };

  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (!closed) timer = setTimeout(() => void check().finally(again), everyMs).unref();
  };
  again();

  return {
    reasons: () => [...held.values(), ...[...failing.values()].map(({ reason }) => reason)],
    hold(name, reason) {
      if (reason === null) held.delete(name);
      else held.set(name, reason);
    },
    check,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
