import { isFixedOffset } from "../../time/clocks.ts";
import { zoneProblem } from "../../time/host-zones.ts";
import { documentRule } from "../rule.ts";

/** A time zone that no clock knows: no date could be read in it. */
export const invalidTimeZone = documentRule(({ document }) => {
  const { timeZone } = document.settings;
  const problem = isFixedOffset(timeZone) ? FIXED : zoneProblem(timeZone);
  if (problem === null) return [];
  const message = `${problem[0]?.toUpperCase() ?? ""}${problem.slice(1)}`;
  return [{ severity: "error", code: "invalid-time-zone", message, field: "settings.timeZone" }];
});

const FIXED = 'an offset is no time zone, its clocks never change: choose one such as "Europe/Berlin"';
