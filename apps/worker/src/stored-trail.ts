import type { Json, Visit } from "@throughline/flow";

/** Most text of one value that is kept of a visit; a page shows no more, and a loop of big answers must stay storable. */
const VALUE_CHARS_MAX = 16_384;

/** The trail as it is stored: values that are too long are replaced by their beginning. */
export function toStoredTrail(trail: readonly Visit[]): Json {
  return trail.map((visit) => ({
    ...visit,
    ...(visit.input === undefined ? {} : { input: shorten(visit.input) }),
    ...(visit.output === undefined ? {} : { output: shorten(visit.output) }),
  }));
}

function shorten(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= VALUE_CHARS_MAX
    ? value
    : {
        truncated: true,
        chars: text.length,
        start: text.slice(0, VALUE_CHARS_MAX).replace(/[\uD800-\uDBFF]$/, ""),
      };
}
