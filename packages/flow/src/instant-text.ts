/** Derived data, the same for everybody; emptied when it has grown too large. */
const texts = new Map<number, string>();
const MAX_TEXTS = 1_000;

/** RFC 3339 UTC of an instant (ms). Several scopes are made at one, and runs that are simulated share theirs. */
export function instantText(ms: number): string {
  let text = texts.get(ms);
  if (text === undefined) {
    text = new Date(ms).toISOString();
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(ms, text);
  }
  return text;
}
