// Whose clocks are read. Local times are ms as if they were UTC; instants are ms since 1970.
import { ValueProblem } from "../expressions/failure.ts";
import { offsetIn, spanAt } from "./zone-span.ts";
import type { ZoneSpan } from "./zone-span.ts";

/** The clocks that an evaluation may read. */
export interface Clocks {
  /** Where none is named: the flow's zone. */
  readonly zone: string;
  /** It says the zone of the person (`subject`); where that is none, the flow's counts. */
  readonly profile?: unknown;
  /** The instant at which it is asked what day it is, RFC 3339. */
  readonly now?: unknown;
  /**
   * What a zone's clocks show in a span of years; null for a name that no zone has. Throws ZoneWanted where it must be
   * asked for first.
   */
  readonly spanOf: (zone: string, span: number) => ZoneSpan | null;
}

/** Clocks must be read before an evaluation can go on; whoever evaluates asks for them and begins again. */
export class ZoneWanted extends Error {
  readonly zone: string;
  readonly span: number;

  constructor(zone: string, span: number) {
    super(`the clocks of ${zone} are not read yet`);
    this.zone = zone;
    this.span = span;
  }
}

/** The zone of the person, in the place of a zone's name. */
export const OF_SUBJECT = "subject";

/** Names under which a profile holds its zone, the first that is there counts. */
const PROFILE_ZONES = ["timeZone", "timezone", "time_zone"] as const;

const DAY_MS = 86_400_000;
const FIXED = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/;
const NAME = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;
const LONGEST_NAME = 64;

/** Whether a text is a distance from UTC: `+05:30`. */
export function isFixedOffset(text: string): boolean {
  return FIXED.test(text);
}

/** How far the clocks of a zone are ahead of UTC at an instant. Throws ValueProblem for a zone that does not exist. */
export function offsetAt(clocks: Clocks, zone: string, at: number): number {
  if (zone === OF_SUBJECT) return offsetOfPerson(clocks, at);
  const offset = offsetOrNull(clocks, zone, at);
  if (offset !== null) return offset;
  throw new ValueProblem(
    `there is no time zone ${JSON.stringify(zone.slice(0, LONGEST_NAME))}, one is written as 'Europe/Berlin'`,
  );
}

function offsetOfPerson(clocks: Clocks, at: number): number {
  const { profile, zone } = clocks;
  const person = zoneOfProfile(profile);
  const offset = person === undefined ? null : offsetOrNull(clocks, person, at);
  return offset ?? offsetAt(clocks, zone, at);
}

function offsetOrNull(clocks: Clocks, zone: string, at: number): number | null {
  if (zone === "UTC") return 0;
  const [, sign, hours = "", minutes = ""] = FIXED.exec(zone) ?? [];
  if (sign !== undefined) return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60_000 : 60_000);
  if (zone.length > LONGEST_NAME || !NAME.test(zone)) return null;
  const span = clocks.spanOf(zone, spanAt(at));
  return span === null ? null : offsetIn(span, at);
}

/** What a profile says of its zone; undefined where it says nothing. */
function zoneOfProfile(profile: unknown): string | undefined {
  if (typeof profile !== "object" || profile === null) return undefined;
  for (const name of PROFILE_ZONES) {
    const said = Object.hasOwn(profile, name) ? (profile as Readonly<Record<string, unknown>>)[name] : "";
    if (typeof said === "string" && said !== "") return said;
  }
  return undefined;
}

/** The time that the clocks of a zone show. */
export function toLocal(clocks: Clocks, zone: string, at: number): number {
  return at + offsetAt(clocks, zone, at);
}

/**
 * The instant at which the clocks of a zone show a time. A time that a change of the clocks skips is taken as much later as
 * they jump; of a time that occurs twice the first one counts.
 */
export function toInstant(clocks: Clocks, zone: string, local: number): number {
  const before = offsetAt(clocks, zone, local - DAY_MS);
  const after = offsetAt(clocks, zone, local + DAY_MS);
  const found = [local - before, local - after].filter(
    (instant) => instant + offsetAt(clocks, zone, instant) === local,
  );
  return found.length > 0 ? Math.min(...found) : local - before;
}
