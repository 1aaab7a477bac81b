// What the first page needs, asked for before its code has arrived: code and answers come at the same time. Nothing of the
// app is imported here, so that this runs first.

/** How long an answer that nobody has taken is still taken for a new one. */
const freshMs = 5_000;

const asked = new Map<string, { readonly answer: Promise<Response>; readonly at: number }>();

/** How the API is asked for JSON, by whoever is signed in here. */
export const asksForJson = { credentials: "same-origin", headers: { accept: "application/json" } } as const;

/** Asks for these addresses now; the first ask of the app for each of them gets the answer. */
export function askEarly(urls: readonly string[]): void {
  for (const url of urls) {
    const answer = fetch(url, asksForJson);
    // Whoever takes the answer is told; until then it is nobody's failure.
    answer.catch(() => undefined);
    asked.set(url, { answer, at: Date.now() });
  }
}

/** A copy of the answer that is on its way, for whoever shows something before the app; the app still gets its own. */
export async function lookEarly(url: string): Promise<Response | undefined> {
  return (await asked.get(url)?.answer)?.clone();
}

/** The answer that is on its way already; undefined where nobody has asked, or too long ago. Each is taken once. */
export function takeEarly(method: string, url: string): Promise<Response> | undefined {
  if (method !== "GET") return undefined;
  const found = asked.get(url);
  asked.delete(url);
  return found === undefined || Date.now() - found.at > freshMs ? undefined : found.answer;
}
