// ISO 8601 durations for people: read, write and say them. What is one, the language says.
import { DURATION_PATTERN, durationToMs } from "@throughline/flow";

export const DURATION_UNITS = ["seconds", "minutes", "hours", "days", "weeks"] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const unitSeconds: Readonly<Record<DurationUnit, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
  weeks: 604_800,
};

/** Seconds of a duration; null when it is not one. */
export function durationSeconds(iso: string): number | null {
  const ms = iso.startsWith("-") ? null : durationToMs(iso);
  return ms === null ? null : ms / 1000;
}

/**
 * The duration as one count of one unit: as it is written where it is written so (PT60M is 60 minutes), else of the
 * largest unit that fits (PT1H30M is 90 minutes).
 */
export function splitDuration(iso: string): { readonly count: number; readonly unit: DurationUnit } | null {
  const seconds = durationSeconds(iso);
  if (seconds === null) return null;
  const unit = writtenUnit(iso) ?? largestUnit(seconds);
  return { count: seconds / unitSeconds[unit], unit };
}

function writtenUnit(iso: string): DurationUnit | undefined {
  const [, weeks, days, hours, minutes, inSeconds] = DURATION_PATTERN.exec(iso) ?? [];
  const written = { weeks, days, hours, minutes, seconds: inSeconds };
  const [only, ...others] = DURATION_UNITS.filter((unit) => written[unit] !== undefined);
  return others.length === 0 ? only : undefined;
}

function largestUnit(seconds: number): DurationUnit {
  const fits = (["days", "hours", "minutes"] as const).find((unit) => seconds % unitSeconds[unit] === 0);
  return seconds === 0 ? "seconds" : (fits ?? "seconds");
}

/** Writes a count of a unit as ISO 8601. */
export function writeDuration(count: number, unit: DurationUnit): string {
  switch (unit) {
    case "weeks":
      return `P${count}W`;
    case "days":
      return `P${count}D`;
    case "hours":
      return `PT${count}H`;
    case "minutes":
      return `PT${count}M`;
    case "seconds":
      return `PT${count}S`;
  }
}

/** A duration in words, e.g. `30 minutes`, `1 day 4 hours`; other text is given back as it is. */
export function durationInWords(iso: string): string {
  let rest = durationSeconds(iso);
  if (rest === null) return iso;
  if (rest === 0) return "no time";
  const parts: string[] = [];
  for (const unit of ["days", "hours", "minutes", "seconds"] as const) {
    const count = unit === "seconds" ? rest : Math.floor(rest / unitSeconds[unit]);
    if (count === 0) continue;
    parts.push(`${count} ${count === 1 ? unit.slice(0, -1) : unit}`);
    rest -= count * unitSeconds[unit];
  }
  return parts.join(" ");
}
