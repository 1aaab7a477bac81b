import { describe, expect, it } from "vitest";
import { isInstant } from "./check-event.ts";

describe("isInstant()", () => {
  it.each([
    "2026-11-24T09:30:00Z",
    "2026-11-24t09:30:00.123456+05:30",
    "2024-02-29T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2026-01-01T00:00:00-11:00",
  ])("takes %s", (text) => expect(isInstant(text)).toBe(true));
  it.each([
    "2026-11-24",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-24T24:00:00Z",
    "2026-11-24T09:30:00",
    "0000-01-01T00:00:00Z",
    "2026-11-24 09:30:00Z",
    "2026-11-24T09:30:00+15:00",
    "now",
  ])("refuses %s", (text) => expect(isInstant(text)).toBe(false));
});
