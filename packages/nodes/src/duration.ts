import { durationToMs as readDuration } from "@throughline/flow";

/** Milliseconds of an ISO 8601 duration of fixed length (`PT30M`, `P1D`, `P2W`). Throws a SyntaxError on other text. */
export function durationToMs(text: string): number {
  const ms = readDuration(text);
  if (ms === null || ms < 0) {
    throw new SyntaxError(
      `Cannot read duration "${text}": it is not ISO 8601 or longer than 100 years, write for example PT30M, P1D or P2W`,
    );
  }
  return ms;
}
