import { describe, expect, it } from "vitest";
import { looksAutomatic } from "./looks-automatic.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const person = { userAgent: firefox, purpose: "", secondsSinceSending: 60, othersJustNow: 0 };

describe("looksAutomatic()", () => {
  it("takes a browser for a person", () => {
    for (const userAgent of [firefox, phone]) expect(looksAutomatic({ ...person, userAgent })).toBe(false);
    expect(looksAutomatic({ ...person, othersJustNow: 1 })).toBe(false);
  });

  it.each([
    "",
    "LinkScanner",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1) BarracudaCentral",
    "Mozilla/5.0 (compatible; Mimecast)",
  ])("takes “%s” for a program", (userAgent) => expect(looksAutomatic({ ...person, userAgent })).toBe(true));

  it("takes haste, all links at once and fetching ahead for a program", () => {
    expect(looksAutomatic({ ...person, secondsSinceSending: 1 })).toBe(true);
    expect(looksAutomatic({ ...person, othersJustNow: 2 })).toBe(true);
    expect(looksAutomatic({ ...person, purpose: "prefetch;prerender" })).toBe(true);
  });
});
