import { closest } from "../../names.ts";
import { documentRule } from "../rule.ts";

/** A time zone that no clock knows: a rule such as "the next 09:00" could not be read in it. */
export const invalidTimeZone = documentRule(({ document }) => {
  const { timeZone } = document.settings;
  if (isTimeZone(timeZone)) return [];
  const meant = closest(timeZone, Intl.supportedValuesOf("timeZone"));
  const advice = meant === null ? 'choose one such as "Europe/Berlin"' : `did you mean "${meant}"?`;
  return [
    {
      severity: "error",
      code: "invalid-time-zone",
      message: `There is no time zone "${timeZone}": ${advice}`,
      field: "settings.timeZone",
    },
  ];
});

/** To ask for a format takes a thousand times as long as to find a usual name. */
const USUAL_ZONES: ReadonlySet<string> = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);

function isTimeZone(zone: string): boolean {
  if (USUAL_ZONES.has(zone)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
