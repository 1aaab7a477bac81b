import type { Json, Visit } from "@throughline/flow";

/** Most text of one value that is kept of a visit; a page shows no more, and a loop of big answers must stay storable. */
const VALUE_CHARS_MAX = 16_384;

/** About as much text of all values together: a trail travels through a history, which takes no value above 2 MiB. */
const TRAIL_CHARS_MAX = 250_000;

/** The trail as it is stored: values that are too long, or too many, are replaced by their beginnings. */
export function toStoredTrail(trail: readonly Visit[]): Json {
  return shortTrail(trail) as unknown as Json;
}

/** The same, as visits. */
export function shortTrail(trail: readonly Visit[]): readonly Visit[] {
  const most = Math.min(VALUE_CHARS_MAX, Math.floor(TRAIL_CHARS_MAX / (2 * Math.max(1, trail.length))));
  const short = (by: number): readonly Visit[] => trail.map((visit) => shortVisit(visit, by));
  const first = short(VALUE_CHARS_MAX);
  return JSON.stringify(first).length <= 2 * TRAIL_CHARS_MAX ? first : short(most);
}

function shortVisit(visit: Visit, chars: number): Visit {
  return {
    ...visit,
    ...(visit.input === undefined ? {} : { input: shorten(visit.input, chars) }),
    ...(visit.output === undefined ? {} : { output: shorten(visit.output, chars) }),
  };
}

function shorten(value: Json, most: number): Json {
  const text = JSON.stringify(value);
  return text.length <= most
    ? value
    : {
        truncated: true,
        chars: text.length,
        start: text.slice(0, most).replace(/[\uD800-\uDBFF]$/, ""),
      };
}
