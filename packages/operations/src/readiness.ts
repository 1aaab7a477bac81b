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
  /** It works, and there is something that it cannot do: it is unready, so that no roll-out goes on, and takes work. */
  limit(name: string, reason: string | null): void;
  /** Nothing but limits keeps it from being ready. */
  isWorking(): boolean;
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
  const limits = new Map<string, string>();
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
    reasons: () => [
      ...held.values(),
      ...[...failing.values()].map(({ reason }) => reason),
      ...limits.values(),
    ],
    hold: (name, reason) => note(held, name, reason),
    limit: (name, reason) => note(limits, name, reason),
    isWorking: () => held.size === 0 && failing.size === 0,
    check,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function note(reasons: Map<string, string>, name: string, reason: string | null): void {
  if (reason === null) reasons.delete(name);
  else reasons.set(name, reason);
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
