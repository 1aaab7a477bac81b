import { DEEPEST, MOST_FIELDS } from "./infer-fields.ts";
import type { SeenEvents, SeenField } from "./seen-events.ts";

/** The data of events of some types, as the newest of them had it. */
export interface SeenData {
  /** Where it stands: `["trigger", "data"]`. */
  readonly at: readonly string[];
  /** The types, in words. */
  readonly name: string;
  readonly sampled: number;
  /** A field by its names below the data; undefined where no event had it. */
  find(path: readonly string[]): Pick<SeenField, "absentIn" | "nullIn"> | undefined;
  /** Its one type, or undefined where it had several or none; null does not count. */
  typeOf(path: readonly string[]): string | undefined;
  /** Names of the fields right below a path. */
  namesIn(path: readonly string[]): readonly string[];
  /** Whether a field that was there would be known. */
  wouldKnow(path: readonly string[]): boolean;
}

/** What is known of the data at a path that holds events of some types; null where none of them has come. */
export function dataAt(
  at: readonly string[],
  types: readonly string[],
  seen: readonly SeenEvents[],
): SeenData | null {
  const events = seen.filter(({ type, sampled }) => types.includes(type) && sampled > 0);
  if (events.length === 0) return null;
  const sampled = events.reduce((sum, one) => sum + one.sampled, 0);
  const fieldsAt = (names: readonly string[]): readonly SeenField[] => {
    const wanted = ["event.data", ...names].join(".");
    return events.flatMap(({ fields }) => fields.filter((field) => field.path === wanted));
  };
  return {
    at,
    name: events.map(({ type }) => type).join(" or "),
    sampled,
    find: (names) => {
      const fields = fieldsAt(names);
      if (fields.length === 0) return undefined;
      const presentIn = events.reduce((sum, { sampled: all, fields: own }) => {
        const field = own.find((one) => fields.includes(one));
        return field === undefined ? sum : sum + all - field.absentIn;
      }, 0);
      return {
        absentIn: sampled - presentIn,
        nullIn: fields.reduce((sum, { nullIn }) => sum + nullIn, 0),
      };
    },
    typeOf: (names) => {
      const all = new Set(fieldsAt(names).flatMap(({ type }) => type.split(" | ")));
      all.delete("null");
      return all.size === 1 ? [...all][0] : undefined;
    },
    namesIn: (names) => {
      const before = `${["event.data", ...names].join(".")}.`;
      const inside = events.flatMap(({ fields }) =>
        fields.filter(({ path: field }) => field.startsWith(before)),
      );
      return [...new Set(inside.map(({ path: field }) => field.slice(before.length).split(".")[0] ?? ""))];
    },
    wouldKnow: (names) =>
      names.length <= DEEPEST &&
      names.every((name) => /^[A-Za-z_]\w*$/.test(name)) &&
      // Beside a list or a text nothing has names; a parent that was never there says so itself.
      (names.length === 1 || fieldsAt(names.slice(0, -1)).some(({ type }) => type.includes("object"))) &&
      events.every(({ fields }) => fields.length < MOST_FIELDS),
  };
}
