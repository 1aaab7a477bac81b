import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** An instant in words relative to now: `3 minutes ago`, `in 2 hours`. */
function relativeTime(instant: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(instant) - nowMs) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  if (Math.abs(seconds) < 5) return "just now";
  return relative.format(seconds, "second");
}

/** An instant, relative, with the exact time on hover and in the `time` element. */
export function When({ at }: { readonly at: string }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  // Seconds are counted; anything longer is looked at now and then.
  const everyMs = Math.abs(Date.parse(at) - nowMs) < 60_000 ? 1_000 : 15_000;
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return (
    <Tooltip label={exact.format(new Date(at))}>
      <time dateTime={at} className="tl-numbers">
        {relativeTime(at, nowMs)}
      </time>
    </Tooltip>
  );
}

/** The exact time of an instant in the reader's language and zone. */
export function exactTime(instant: string): string {
  return exact.format(new Date(instant));
}
