/** The port of a key's share: the same key always gets the same port while ports and weights stay as they are. */
export function bucketOf(
  weights: readonly { readonly port: string; readonly weight: number }[],
  key: string,
): string {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  let rest = (fnv1a(key) / 0x1_0000_0000) * total;
  for (const { port, weight } of weights) {
    rest -= weight;
    if (rest < 0) return port;
  }
  return weights.at(-1)?.port ?? "else";
}

/** FNV-1a over UTF-16 code units, then mixed so that keys which differ in their last digit spread evenly. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
