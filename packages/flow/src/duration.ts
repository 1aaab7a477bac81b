const SHAPE = /^(-?)P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/;

/** Milliseconds of an ISO 8601 duration of fixed length (`PT30M`, `P1D`, `-P2W`), or null for other text. */
export function durationToMs(text: string): number | null {
  const parts = SHAPE.exec(text);
  if (parts === null || text.endsWith("P") || text.endsWith("T")) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(2)
    .map((part) => Number(part ?? 0));
  const total = ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return Math.round(parts[1] === "-" ? -total : total);
}
