// The clocks of every zone against another source: what Intl says that they show.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toInstant, toLocal } from "./clocks.ts";
import { hostClocks, readZone } from "./host-zones.ts";
import { boundsOf, spanAt } from "./zone-span.ts";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
const clocks = hostClocks("UTC");
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks show by Intl, in ms as if it were UTC. */
function shownBy(zone: string, at: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map(
    (type) => Number(part.get(type as Intl.DateTimeFormatPartTypes)),
  ) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(part.get("era") === "BC" ? 1 - year : year, month - 1, day);
  date.setUTCHours(hour, minute, second, ((at % 1000) + 1000) % 1000);
  return date.getTime();
}

const zone = fc.constantFrom(...zones);
const day = 86_400_000;
/** Mostly where clocks have changed and will, also where few have looked. */
const instant = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) }) },
  { weight: 1, arbitrary: fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(9999, 11, 30) }) },
);

describe("the clocks of every zone", () => {
  it("show what Intl says, at any instant", () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        expect(toLocal(clocks, name, at)).toBe(shownBy(name, at));
      }),
      { numRuns: 200 },
    );
  });

  it("show what Intl says right before and at every change of this time", () => {
    for (const name of zones) {
      const { changes = [] } = readZone(name, 101) ?? {};
      for (let index = 0; index < Math.min(changes.length, 4); index += 2) {
        const at = (changes[index] ?? 0) * 1000;
        for (const ms of [at - 1, at])
          expect([name, toLocal(clocks, name, ms)]).toEqual([name, shownBy(name, ms)]);
      }
    }
  });

  it("are read back: the first instant that shows a time, or as much later as they jump", () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const local = shownBy(name, at);
        const found = toInstant(clocks, name, local);
        expect(shownBy(name, found)).toBe(local);
        expect(found).toBeLessThanOrEqual(at);
      }),
      { numRuns: 200 },
    );
  });

  it("show a time or, where it is skipped, a later one: around every change", () => {
    for (const name of zones) {
      const { changes = [] } = readZone(name, 101) ?? {};
      for (const change of changes.slice(0, 1)) {
        const around = shownBy(name, change * 1000);
        for (let minutes = -120; minutes <= 120; minutes += 15) {
          const wanted = around + minutes * 60_000;
          const shown = shownBy(name, toInstant(clocks, name, wanted));
          expect([name, shown >= wanted && shown <= wanted + 2 * 3_600_000]).toEqual([name, true]);
        }
      }
    }
  });
});

describe("times that are strange", () => {
  const at = (name: string, local: string): string =>
    new Date(toInstant(clocks, name, Date.parse(`${local}Z`))).toISOString();
  it.each([
    [
      "skipped, as much later as the clocks jump",
      "Europe/Berlin",
      "2026-03-29T02:30",
      "2026-03-29T01:30:00.000Z",
    ],
    ["twice, the first", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["skipped by half an hour", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00.000Z"],
    ["a day that is not there", "Pacific/Apia", "2011-12-30T09:00", "2011-12-30T19:00:00.000Z"],
    ["a midnight that is not there", "America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00:00.000Z"],
    ["a quarter of an hour", "Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15:00.000Z"],
    ["before there were zones", "Europe/Berlin", "1890-01-01T00:00", "1889-12-31T23:06:32.000Z"],
  ])("%s: %s %s", (_what, name, local, instantText) => {
    expect(at(name, local)).toBe(instantText);
  });

  it("lie in one span each", () => {
    for (const ms of [Date.UTC(2020, 0, 1), Date.UTC(2039, 11, 31), -day, Date.UTC(9999, 11, 31)]) {
      const { from, to } = boundsOf(spanAt(ms));
      expect(from <= ms && ms < to).toBe(true);
    }
  });
});
