// Names in sentences: which one was meant, and which there are.

/** The name that somebody who wrote `word` most likely meant, or null when none is near. */
export function closest(word: string, names: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  let found: string | null = null;
  let least = most + 1;
  for (const name of names) {
    const distance = editDistance(Array.from(word.toLowerCase()), Array.from(name.toLowerCase()));
    if (distance >= least) continue;
    found = name;
    least = distance;
  }
  return found;
}

/** A sentence that helps who wrote a name that is not there; empty when there is nothing to choose from. */
export function adviseOn(word: string, names: readonly string[]): string {
  const meant = closest(word, names);
  if (meant !== null) return `Did you mean "${meant}"?`;
  return names.length === 0 ? "" : `There is ${listNames(names)}.`;
}

/** Some names for a sentence. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and more` : shown;
}

/** How many characters must be added, removed or replaced. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of a.entries()) {
    const next = [index + 1];
    for (const [column, other] of b.entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
