import { describe, expect, it } from "vitest";
import { parseMailAddress, parseSender } from "./mail-address.ts";

describe("parseMailAddress()", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    [" ada.b+c@mail.example.com ", "ada.b+c@mail.example.com"],
    ["o'neil@example.com", "o'neil@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["dev@localhost", "dev@localhost"],
  ])("takes %s", (text, address) => expect(parseMailAddress(text)).toEqual({ name: "", address }));

  it.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "a b@example.com",
    "ada@example.com,eve@example.com",
    "g: ada@example.com;",
    '"a b"@example.com',
    "ada@example.com\r\nBcc: eve@example.com",
    "ada(comment)@example.com",
    "<ada@example.com>",
    "ada@exa mple.com",
    "ada@-x.com",
    "ada@x..com",
    "a..b@example.com",
    ".a@example.com",
    `${"a".repeat(65)}@example.com`,
    `${"(".repeat(10_000)}@x`,
    "a@".repeat(50_000),
    "ada@example.com\0",
    "ada@exam\u2028ple.com",
    "eve@evil.com@example.com",
  ])("refuses bad text %# without repeating it", (text) => {
    const refused = () => parseMailAddress(text);
    expect(refused).toThrow(/To is not one e-mail address/);
  });
});

describe("parseSender()", () => {
  it("reads a name and an address", () => {
    expect(parseSender("Shop, Ltd <no-reply@shop.example>")).toEqual({
      name: "Shop, Ltd",
      address: "no-reply@shop.example",
    });
    expect(parseSender("no-reply@localhost")).toEqual({ name: "", address: "no-reply@localhost" });
    expect(() => parseSender("nobody")).toThrow(/Cannot read MAIL_FROM/);
  });
});
