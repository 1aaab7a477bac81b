import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isKeptNumber, keptNumbers, parseJson } from "./parse-json.ts";

describe("parseJson()", () => {
  it.each([
    ["1.0", 1],
    ["1e3", 1000],
    ["0.10", 0.1],
    ["-0.0", -0],
    ["9007199254740992", 9007199254740992],
    ["123456789012345680000", 123456789012345680000],
    ["1E+21", 1e21],
    ["5e-324", 5e-324],
    ["9007199254740993", "9007199254740993"],
    ["820982911946154508", "820982911946154508"],
    ["-820982911946154508", "-820982911946154508"],
    ["1152921504606846976", "1152921504606846976"],
    ["0.1234567890123456789", "0.1234567890123456789"],
    ["12345678901234567.0", "12345678901234567.0"],
    ["1e400", "1e400"],
    ["-1E999", "-1E999"],
    ["1e-400", "1e-400"],
    ["1e99999999999999999999", "1e99999999999999999999"],
    ["9".repeat(400), "9".repeat(400)],
  ])("reads %.40s as %.40j", (text, value) => {
    expect(parseJson(text)).toBe(value);
    expect(parseJson(` {"a": [${text} , ${text}]}\n`)).toEqual({ a: [value, value] });
    expect(isKeptNumber(text)).toBe(typeof value === "string");
  });

  it("leaves texts and names as they are, with what looks like a number in them", () => {
    const text = String.raw`{"820982911946154508":"a\\","b\"1e400":"1e400 \" 9007199254740993,","3e":9007199254740993}`;
    expect(parseJson(text)).toEqual({
      "820982911946154508": "a\\",
      'b"1e400': '1e400 " 9007199254740993,',
      "3e": "9007199254740993",
    });
  });

  it.each(["{820982911946154508:1}", "01234567890123456789", "1234567890123456789.", "[1e]", "--1e400"])(
    "takes nothing that is no JSON: %s",
    (text) => expect(() => parseJson(text)).toThrow(SyntaxError),
  );

  it("revives what it reads", () => {
    const double = (_key: string, value: unknown) => (typeof value === "string" ? `${value}!` : value);
    expect(parseJson('["a",9007199254740993]', double)).toEqual(["a!", "9007199254740993!"]);
  });

  it("gives the same value, or every digit", () => {
    const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,30})$/);
    const number = fc
      .tuple(
        fc.constantFrom("", "-"),
        digits,
        fc.option(fc.stringMatching(/^[0-9]{1,30}$/), { nil: "" }),
        fc.option(fc.integer({ min: -400, max: 400 }), { nil: null }),
      )
      .map(
        ([sign, whole, fraction, power]) =>
          sign + whole + (fraction === "" ? "" : `.${fraction}`) + (power === null ? "" : `e${power}`),
      );
    fc.assert(
      fc.property(number, (text) => {
        const read = parseJson(text);
        if (typeof read === "string") expect(read).toBe(text);
        else expect(valueOf(String(Number(read)))).toEqual(valueOf(text));
      }),
    );
  });

  it("reads every value that JSON.stringify writes as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("is done with many long numbers in no time", () => {
    const text = `[${Array.from({ length: 20_000 }, (_, i) => `9007199254740993${i}`).join(",")},${"1".repeat(500_000)},0.${"0".repeat(500_000)}1]`;
    const before = performance.now();
    parseJson(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("keptNumbers()", () => {
  it("names the places of numbers that are kept as text", () => {
    const data = parseJson(
      '{"id":820982911946154508,"a/b":[1,0.1234567890123456789,"x",null,"42"],"total":719.99}',
    );
    expect(keptNumbers(data)).toEqual(["/id", "/a~1b/1"]);
    expect(keptNumbers("1e400")).toEqual([""]);
  });
});

/** The value as a fraction of whole numbers over ten to a power, reduced to no zero at the end. */
function valueOf(text: string): { readonly whole: bigint; readonly power: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [before = "", after = ""] = mantissa.split(".");
  let whole = BigInt(before.replace("-", "") + after);
  let power = Number(exponent) - after.length;
  if (whole === 0n) return { whole, power: 0 };
  for (; whole % 10n === 0n; power++) whole /= 10n;
  return { whole: before.startsWith("-") ? -whole : whole, power };
}
