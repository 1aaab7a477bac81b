/** How often somebody who waits is told that it goes on. */
const EVERY_MS = 10_000;

/** Says what begins, that it still goes on every ten seconds, and how long it took when that was long. */
export async function tellWaiting<T>(
  what: string,
  work: Promise<T>,
  { say, everyMs = EVERY_MS }: { readonly say: (line: string) => void; readonly everyMs?: number },
): Promise<T> {
  say(what);
  const begun = Date.now();
  const seconds = (): string => `${Math.round((Date.now() - begun) / 1000)} s`;
  const timer = setInterval(() => say(`still ${what}, for ${seconds()}`), everyMs);
  try {
    const done = await work;
    if (Date.now() - begun >= everyMs) say(`done after ${seconds()}: ${what}`);
    return done;
  } finally {
    clearInterval(timer);
  }
}
