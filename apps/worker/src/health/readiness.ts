// Whether this process can work, and when it should be replaced because only it cannot.

/** Something the worker depends on. Both throw when it does not answer. */
export interface Dependency {
  readonly name: string;
  /** Through the connections the worker uses. */
  probe(): Promise<void>;
  /** Through a connection made for this question. */
  probeAfresh(): Promise<void>;
}

export interface ReadinessOptions {
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
  /** Something that is not a dependency keeps the worker from working, or does no more. */
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
  const held = new Map<string, string>([["starting", "the worker is starting"]]);
  let stuck = false;

  const look = async (dependency: Dependency): Promise<void> => {
    const { name } = dependency;
    try {
      await dependency.probe();
      failing.delete(name);
    } catch (error) {
      const since = failing.get(name)?.since ?? now();
      failing.set(name, { since, reason: `${name} does not answer: ${textOf(error)}` });
      if (stuck || now() - since < patienceMs) return;
      const answers = await dependency.probeAfresh().then(
        () => true,
        () => false,
      );
      if (!answers || stuck) return;
      stuck = true;
      onStuck(
        `${name} answers a fresh connection but has not answered ours for ${Math.round((now() - since) / 1000)} s`,
      );
    }
  };
  const check = async (): Promise<void> => {
    await Promise.all(dependencies.map(look));
  };

  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (!closed) timer = setTimeout(() => void check().finally(again), everyMs);
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

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
