/**
 * ISO 8601 duration of fixed length: weeks, days, hours, minutes, seconds (no months or years, whose length varies). It
 * bounds the digits, so that also a form that knows only this pattern refuses what no clock can hold.
 */
export const DURATION_PATTERN =
  /^P(?=.)(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d+)?)S)?)?)$/;

/** The same with years and months, which are as long as the calendar says: `P1M`, `P1Y6M`. */
export const SPAN_PATTERN =
  /^P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d+)?)S)?)?$/;

/** The same before or after another instant: `-P1D` is a day earlier. */
export const OFFSET_PATTERN = new RegExp(SPAN_PATTERN.source.replace("^", "^-?"));

/** A hundred years. */
const LONGEST_MS = 36_525 * 86_400_000;

/** Milliseconds of an ISO 8601 duration of fixed length (`PT30M`, `P1D`, `-P2W`); null for other text and above 100 years. */
export function durationToMs(text: string): number | null {
  const isNegative = text.startsWith("-");
  const parts = DURATION_PATTERN.exec(isNegative ? text.slice(1) : text);
  if (parts === null) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const total = ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return total > LONGEST_MS ? null : Math.round(isNegative ? -total : total);
}
