// Which addresses a call out may reach. Decided on numbers, never on text: `127.1`, `①②⑦.⓪.⓪.①` and `::ffff:7f00:1` are one host.
import ipaddr from "ipaddr.js";

/** What an operator allowed beyond public addresses: networks, or one host and port. */
export interface AllowList {
  readonly networks: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];
  /** `host:port`, lower case. */
  readonly hosts: ReadonlySet<string>;
}

/** Reads `ALLOW_PRIVATE_ADDRESSES`: addresses, networks (`10.1.0.0/16`) or `host:port`, separated by commas. */
export function parseAllowList(text: string): AllowList {
  const networks: (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [];
  const hosts = new Set<string>();
  for (const part of text
    .split(",")
    .map((piece) => piece.trim().toLowerCase())
    .filter((piece) => piece !== "")) {
    if (ipaddr.isValidCIDR(part)) networks.push(ipaddr.parseCIDR(part));
    else if (ipaddr.isValid(part)) {
      const address = ipaddr.parse(part);
      networks.push([address, address.kind() === "ipv4" ? 32 : 128]);
    } else if (/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d{1,5}$/.test(part)) hosts.add(part);
    else {
      throw new TypeError(
        `Cannot read ALLOW_PRIVATE_ADDRESSES: "${part}" is neither a network nor host:port, write for example 10.1.0.0/16 or localhost:9000`,
      );
    }
  }
  return { networks, hosts };
}

/** True when the operator allowed this host and port, or the network of this address. */
export function isAllowed(allow: AllowList, host: string, port: number, address: string): boolean {
  if (allow.hosts.has(`${host.toLowerCase()}:${port}`) || allow.hosts.has(`[${host.toLowerCase()}]:${port}`))
    return true;
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrap(ipaddr.parse(address));
  return allow.networks.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
  );
}

/** True for an address of the public internet, and only then. */
export function isPublic(address: string): boolean {
  // Net.isIP's forms only: no octal or hexadecimal text gets here from a resolver or a URL.
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrap(ipaddr.parse(address));
  if (parsed.kind() === "ipv6" && !parsed.match(globalUnicast)) return false;
  return parsed.range() === "unicast";
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3") as [ipaddr.IPv6, number];
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96") as [ipaddr.IPv6, number];
const sixToFour = ipaddr.IPv6.parseCIDR("2002::/16") as [ipaddr.IPv6, number];
const translated = ipaddr.IPv6.parseCIDR("::ffff:0:0:0/96") as [ipaddr.IPv6, number];
const compatible = ipaddr.IPv6.parseCIDR("::/96") as [ipaddr.IPv6, number];

/** The IPv4 address that an IPv6 address only wraps (mapped, compatible, translated, NAT64, 6to4), or the address itself. */
function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address.kind() === "ipv4") return address;
  const v6 = address as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address();
  const bytes = v6.toByteArray();
  if (v6.match(sixToFour)) return new ipaddr.IPv4(bytes.slice(2, 6));
  if (v6.match(nat64) || v6.match(translated)) return new ipaddr.IPv4(bytes.slice(12, 16));
  // ::1 and :: are addresses of their own.
  if (v6.match(compatible) && bytes.slice(12, 15).some((byte) => byte !== 0))
    return new ipaddr.IPv4(bytes.slice(12, 16));
  return v6;
}
