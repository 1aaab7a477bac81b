const shape = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/;

/** Milliseconds of an ISO 8601 duration of fixed length (`PT30M`, `P1D`, `P2W`). Throws a SyntaxError on other text. */
export function durationToMs(text: string): number {
  const parts = shape.exec(text);
  if (parts === null || text === "P" || text.endsWith("T")) {
    throw new SyntaxError(
      `Cannot read duration "${text}": it is not ISO 8601, write for example PT30M, P1D or P2W`,
    );
  }
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return Math.round(
    (((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) *
      1000,
  );
}
