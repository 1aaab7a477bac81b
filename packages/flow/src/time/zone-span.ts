// The clocks of a time zone as data: what a run reads once, keeps in its history and calculates with. Rules of zones change
// with laws and releases of Node; what a run has read does not.

/** A zone's distance from UTC over some years, in whole seconds. */
export interface ZoneSpan {
  /** At the beginning. */
  readonly offset: number;
  /** By turns an instant (s since 1970) and the distance from then on, in order. */
  readonly changes: readonly number[];
}

/** How many years one span holds: what a step asks for lies in one or two of them. */
const SPAN_YEARS = 20;
const DAY_MS = 86_400_000;

/** The number of the span in which an instant (ms) lies. */
export function spanAt(ms: number): number {
  return Math.floor(new Date(ms).getUTCFullYear() / SPAN_YEARS);
}

/** The first instant of a span (ms), and the first after it. */
export function boundsOf(span: number): { readonly from: number; readonly to: number } {
  return { from: yearStart(span * SPAN_YEARS), to: yearStart((span + 1) * SPAN_YEARS) };
}

/** How far the clocks are ahead of UTC at an instant that lies in the span; both ms. */
export function offsetIn({ offset, changes }: ZoneSpan, ms: number): number {
  const second = Math.floor(ms / 1000);
  let found = offset;
  for (let index = 0; index < changes.length; index += 2) {
    if ((changes[index] ?? 0) > second) break;
    found = changes[index + 1] ?? 0;
  }
  return found * 1000;
}

/** Ms of a day's start in UTC; null for a day that no calendar has. */
export function dayStart(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isThere =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? date.getTime() : null;
}

/** The start of the day in which a time lies, both ms. */
export function floorToDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function yearStart(year: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  return date.getTime();
}
