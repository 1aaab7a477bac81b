// What a person types into the count of a duration, and what that means: kept as typed, stored only when it is one.
import { durationToMs } from "@throughline/flow";
import { splitDuration, writeDuration } from "../duration.ts";
import type { DurationUnit } from "../duration.ts";

/** The count as text and its unit, as they stand in the two inputs. */
export interface TypedDuration {
  readonly count: string;
  readonly unit: DurationUnit;
}

/** What is stored while no duration can be read: the field, its port and its line stay, and it asks to be filled in. */
const UNFINISHED = "";

/** ISO 8601 of what was typed; `UNFINISHED` while it is none. */
export function storedDuration({ count, unit }: TypedDuration): string {
  const text = count.trim();
  if (!/^\d+$/.test(text)) return UNFINISHED;
  const iso = writeDuration(Number(text), unit);
  return durationToMs(iso) === null ? UNFINISHED : iso;
}

/** What the inputs show: what was typed as long as it says what is stored, so that undo shows its own. */
export function shownDuration(value: string | undefined, typed: TypedDuration): TypedDuration {
  const stored = value ?? UNFINISHED;
  if (storedDuration(typed) === stored) return typed;
  const parts = splitDuration(stored);
  return parts === null ? { count: "", unit: typed.unit } : { count: String(parts.count), unit: parts.unit };
}

/** What is wrong with what was typed, in a sentence; null when nothing is. Empty is not wrong, it is not done yet. */
export function durationProblem({ count, unit }: TypedDuration): string | null {
  const text = count.trim();
  if (text === "") return null;
  if (/^\d+[.,]\d*$/.test(text)) {
    return unit === "seconds"
      ? "Write a whole number of seconds."
      : "Write a whole number. For a part of it, choose a smaller unit.";
  }
  if (!/^\d+$/.test(text)) return "Write a whole number, such as 3.";
  return storedDuration({ count: text, unit }) === UNFINISHED ? "That is longer than 100 years." : null;
}

/** What is allowed but hardly meant, in a sentence. */
export function durationWarning({ count, unit }: TypedDuration): string | null {
  return /^0+$/.test(count.trim()) ? `0 ${unit} is no time at all: it is over at once.` : null;
}

/** `hour` for 1, `hours` for all else. */
export function unitWord(unit: DurationUnit, count: string): string {
  return Number(count.trim() || Number.NaN) === 1 ? unit.slice(0, -1) : unit;
}
