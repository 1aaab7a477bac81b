/** A place in what was sent, as people call it: `/headers/0/name` is "Headers 1, name". */
export function placeInWords(pointer: string): string {
  const names = pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const words = names.reduce<readonly string[]>((said, name) => {
    const last = said.at(-1);
    if (!/^\d+$/.test(name) || last === undefined) return [...said, wordsOf(name)];
    return [...said.slice(0, -1), `${last} ${Number(name) + 1}`];
  }, []);
  const text = words.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `reorderPoint` → `reorder point`. */
function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_]/g, " ")
    .toLowerCase();
}
