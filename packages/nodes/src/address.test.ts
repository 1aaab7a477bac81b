import { describe, expect, it } from "vitest";
import { isAllowed, isPublic, parseAllowList } from "./address.ts";

const refused = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.254",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "::127.0.0.1",
  "::7f00:1",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::10.0.0.1",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2002:a00:1::1",
  "2002:c0a8:1::1",
  "2001::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001:db8::1",
  "2001:2::1",
  "2001:10::1",
  "2001:20::1",
  "fc00::1",
  "fd12:3456:789a::1",
  "fe80::1",
  "fe80::1%eth0",
  "febf::1",
  "fec0::1",
  "ff02::1",
  "ff05::2",
  "100::1",
  "4000::1",
  "8000::1",
  "not an address",
  "",
  "0x7f.1.zz",
];
const open = [
  "1.1.1.1",
  "8.8.8.8",
  "93.184.216.34",
  "172.15.0.1",
  "172.32.0.1",
  "198.17.0.1",
  "198.20.0.1",
  "100.63.0.1",
  "100.128.0.1",
  "223.255.255.255",
  "2606:4700::1111",
  "2a00:1450:4001::200e",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
  "2002:808:808::1",
];

describe("isPublic()", () => {
  it.each(refused)("refuses %s", (address) => expect(isPublic(address)).toBe(false));
  it.each(open)("lets %s through", (address) => expect(isPublic(address)).toBe(true));

  it("sees through every spelling of this machine that a URL accepts", () => {
    for (const spelling of ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "①②⑦.⓪.⓪.①", "127.0.0.1.", "0"]) {
      expect(isPublic(new URL(`http://${spelling}/`).hostname), spelling).toBe(false);
    }
  });
});

describe("parseAllowList()", () => {
  it("allows what the operator named and nothing beside it", () => {
    const allow = parseAllowList("10.1.0.0/16, 127.0.0.1:9000,localhost:8025, [::1]:9000, 192.168.1.7");
    expect(isAllowed(allow, "10.1.2.3", 80, "10.1.2.3")).toBe(true);
    expect(isAllowed(allow, "10.2.2.3", 80, "10.2.2.3")).toBe(false);
    expect(isAllowed(allow, "x.example", 80, "::ffff:10.1.2.3")).toBe(true);
    expect(isAllowed(allow, "127.0.0.1", 9000, "127.0.0.1")).toBe(true);
    expect(isAllowed(allow, "127.0.0.1", 9001, "127.0.0.1")).toBe(false);
    expect(isAllowed(allow, "LOCALHOST", 8025, "127.0.0.1")).toBe(true);
    expect(isAllowed(allow, "evil.example", 8025, "127.0.0.1")).toBe(false);
    expect(isAllowed(allow, "::1", 9000, "::1")).toBe(true);
    expect(isAllowed(allow, "192.168.1.7", 1, "192.168.1.7")).toBe(true);
  });

  it("says what it cannot read", () =>
    expect(() => parseAllowList("everything")).toThrow(/"everything" is neither/));
});
