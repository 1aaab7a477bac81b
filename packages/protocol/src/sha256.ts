// The one thing that deciding takes from Node: its sha-256 of a short text costs 0.5 µs, one in JavaScript 3 µs, and the
// matcher asks for one per event and listener. In a browser `sha256-browser.ts` stands in its place (`imports` in package.json).
import { hash } from "node:crypto";

/** Sha-256 of a text as UTF-8, in hex. */
export function sha256Hex(text: string): string {
  return hash("sha256", text, "hex");
}
