import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostClocks } from "./host-zones.ts";
import { nextLocalTime } from "./next-local-time.ts";

const at = (text: string): number => Date.parse(text);
const nextOf = (time: string, zone: string, weekdays: readonly number[], now: number): number =>
  nextLocalTime({ time, weekdays }, hostClocks(zone), zone, now);
const next =
  (time: string, zone: string, weekdays: readonly number[] = []) =>
  (now: string) =>
    new Date(nextOf(time, zone, weekdays, at(now))).toISOString();

describe("nextLocalTime()", () => {
  it("takes today's time while it is still ahead", () => {
    expect(next("09:00", "Europe/Berlin")("2026-11-24T07:59:00Z")).toBe("2026-11-24T08:00:00.000Z");
  });
  it("takes tomorrow's once it is over, and at the very instant", () => {
    expect(next("09:00", "Europe/Berlin")("2026-11-24T08:00:00Z")).toBe("2026-11-25T08:00:00.000Z");
  });
  it("waits for the weekday", () => {
    expect(next("09:00", "Europe/Berlin", [1])("2026-11-24T12:00:00Z")).toBe("2026-11-30T08:00:00.000Z");
    expect(next("09:00", "Europe/Berlin", [2])("2026-11-24T12:00:00Z")).toBe("2026-12-01T08:00:00.000Z");
  });
  it("knows that the date there may be another one", () => {
    expect(next("01:00", "Pacific/Auckland")("2026-06-01T11:30:00Z")).toBe("2026-06-01T13:00:00.000Z");
    expect(next("23:30", "Pacific/Kiritimati")("2026-06-01T09:00:00Z")).toBe("2026-06-01T09:30:00.000Z");
    expect(next("12:00", "America/Los_Angeles", [7])("2026-06-08T01:00:00Z")).toBe(
      "2026-06-14T19:00:00.000Z",
    );
  });
  it("moves a time that summer time skips as far as the clocks jump", () => {
    expect(next("02:30", "Europe/Berlin")("2026-03-29T00:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
    expect(next("02:15", "Australia/Lord_Howe")("2026-10-03T14:00:00Z")).toBe("2026-10-03T15:45:00.000Z");
  });
  it("takes the first of a time that occurs twice, and then the next day's", () => {
    expect(next("02:30", "Europe/Berlin")("2026-10-25T00:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next("02:30", "Europe/Berlin")("2026-10-25T00:45:00Z")).toBe("2026-10-26T01:30:00.000Z");
  });
  it("reads half-hour zones and midnight", () => {
    expect(next("00:00", "Asia/Kolkata")("2026-01-01T00:00:00Z")).toBe("2026-01-01T18:30:00.000Z");
  });
  it("moves into the next day when a zone left out a whole one", () => {
    expect(next("09:00", "Pacific/Apia", [5])("2011-12-29T20:00:00Z")).toBe("2011-12-30T19:00:00.000Z");
  });
  it("says what is wrong with a time or a zone", () => {
    expect(() => nextOf("9:00", "UTC", [], 0)).toThrow('Cannot read time of day "9:00": expected HH:MM');
    expect(() => nextOf("09:00", "Mars/Olympus", [], 0)).toThrow("there is no time zone");
  });
  it("answers an instant after now whose clocks show the time, at most eight days ahead", () => {
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"];
    fc.assert(
      fc.property(
        fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") }),
        fc.constantFrom(...zones),
        fc.integer({ min: 4, max: 23 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
        (now, zone, hour, weekdays) => {
          const time = `${String(hour).padStart(2, "0")}:20`;
          const instant = nextOf(time, zone, weekdays, now);
          const shown = new Intl.DateTimeFormat("en-GB", {
            timeZone: zone,
            hour: "2-digit",
            minute: "2-digit",
          }).format(instant);
          expect(shown).toBe(time);
          expect(instant).toBeGreaterThan(now);
          expect(instant - now).toBeLessThanOrEqual(8 * 86_400_000);
        },
      ),
    );
  });
});
