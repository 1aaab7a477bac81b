/** Asks `answer` again and again until it gives something other than undefined; throws when the deadline passes. */
export async function until<T>(
  answer: () => Promise<T | undefined> | T | undefined,
  options: { readonly deadlineMs: number; readonly everyMs?: number; readonly what: string },
): Promise<T> {
  const deadline = Date.now() + options.deadlineMs;
  for (;;) {
    const value = await answer();
    if (value !== undefined) return value;
    if (Date.now() > deadline) {
      throw new Error(`Cannot wait longer for ${options.what}: ${options.deadlineMs} ms have passed`);
    }
    await pause(options.everyMs ?? 25);
  }
}

/** Waits the given time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
