import { describe, expect, it } from "vitest";
import { parseMailAddress, parseMailAddresses, parseNamedAddress, parseSender } from "./mail-address.ts";

describe("parseMailAddress()", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    [" ada.b+c@mail.example.com ", "ada.b+c@mail.example.com"],
    ["o'neil@example.com", "o'neil@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["dev@localhost", "dev@localhost"],
    ["üser@example.com", "üser@example.com"],
    ["u\u0308ser@example.com", "üser@example.com"],
    ["用户@例子.example", "用户@xn--fsqu00a.example"],
    ["δοκιμή.b@παράδειγμα.example", "δοκιμή.b@xn--hxajbheg2az3al.example"],
    ['"john doe"@example.com', '"john doe"@example.com'],
    ['"a,b@c"@example.com', '"a,b@c"@example.com'],
    ["<ada@example.com>", "ada@example.com"],
    ["ada@example.com,", "ada@example.com"],
  ])("takes %s", (text, address) => expect(parseMailAddress(text)).toEqual({ name: "", address }));

  it.each([
    ["Ada Lovelace <ada@example.com>", "Ada Lovelace"],
    ['"Lovelace, Ada" <ada@example.com>', "Lovelace, Ada"],
    ["Ädä 🎉 <ada@example.com>", "Ädä 🎉"],
  ])("takes %s with its name", (text, name) =>
    expect(parseMailAddress(text)).toEqual({ name, address: "ada@example.com" }),
  );

  it("says that it is empty, and that it is several", () => {
    for (const text of ["", "  ", ","]) expect(() => parseMailAddress(text)).toThrow(/value of To is empty/);
    expect(() => parseMailAddress("ada@example.com, Bo <bo@example.com>")).toThrow(
      /To holds 2 addresses, a mail goes to one: put the others under Copy to/,
    );
  });

  it.each([
    "ada",
    "@example.com",
    "ada@",
    "a b@example.com",
    "ada@example.com,eve",
    "ada@example.com;eve@example.com",
    '"a"b"@example.com',
    '"a\\b"@example.com',
    '"a\nb"@example.com',
    "Ada\r\nBcc: eve@example.com <ada@example.com>",
    "Ada <ada@example.com> <eve>",
    "Ada <>",
    "g: ada@example.com;",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada(comment)@example.com",
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
    "ü b@example.com",
    "ada\u00a0b@example.com",
    "ada\u202eb@example.com",
    "ada\u200bb@example.com",
    "“ada”@example.com",
    `${"ü".repeat(33)}@example.com`,
  ])("refuses bad text %# without repeating it", (text) => {
    const refused = () => parseMailAddress(text);
    expect(refused).toThrow(/To is not one e-mail address/);
  });
});

describe("parseMailAddresses()", () => {
  it("takes names that hold commas, and says which of them is none", () => {
    expect(parseMailAddresses('"Lovelace, Ada" <ada@example.com>, bo@example.com', "Copy to")).toEqual([
      { name: "Lovelace, Ada", address: "ada@example.com" },
      { name: "", address: "bo@example.com" },
    ]);
    expect(() => parseMailAddresses("bo@example.com, cy", "Copy to")).toThrow(
      /number 2 of Copy to is not one e-mail address/,
    );
  });

  it("takes some, each once, and none", () => {
    expect(
      parseMailAddresses("bo@example.com, cy@example.com ,BO@example.com,", "Copy to").map(
        ({ address }) => address,
      ),
    ).toEqual(["BO@example.com", "cy@example.com"]);
    expect(parseMailAddresses(" ", "Copy to")).toEqual([]);
    expect(parseMailAddresses(undefined, "Copy to")).toEqual([]);
  });

  it("refuses one that is none, a second header, and a crowd, and names the field", () => {
    for (const text of [
      "bo@example.com;cy@example.com",
      "bo@example.com\r\nBcc: eve@example.com",
      "Bo <bo@example.com",
    ])
      expect(() => parseMailAddresses(text, "Copy to")).toThrow(/Copy to is not one e-mail address/);
    expect(() =>
      parseMailAddresses(Array.from({ length: 21 }, (_, i) => `a${i}@example.com`).join(), "Copy to"),
    ).toThrow(/Copy to has 21 addresses/);
  });
});

describe("parseNamedAddress()", () => {
  it("reads a sender and refuses what would be two headers", () => {
    expect(parseNamedAddress('"Müller, Shop" <shop@example.com>', "From")).toEqual({
      name: "Müller, Shop",
      address: "shop@example.com",
    });
    for (const text of [
      "Shop\r\nBcc: eve@example.com <shop@example.com>",
      "shop@example.com\nX: y",
      "Shop <a@b@c>",
      "Shop",
    ])
      expect(() => parseNamedAddress(text, "From")).toThrow(/value of From/);
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
