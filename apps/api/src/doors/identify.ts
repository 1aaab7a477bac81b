// Which event a call is. Only what is signed decides: whoever has recorded a call can change the rest of it.
import { createHash } from "node:crypto";
import type { Known, Signed } from "./signatures/signature.ts";

/** `fixed`: the same call is the same event for ever. `window`: only within the hook's window. */
export type Identity =
  | { readonly kind: "fixed"; readonly id: string }
  | { readonly kind: "window"; readonly id: string; readonly digest: Buffer };

/** The identity of the event at `index` of a call. `nonce` makes an id of its own for a call that has none. */
export function identify(
  verdict: Signed,
  known: Known,
  { index, nonce }: { readonly index: number; readonly nonce: string },
): Identity {
  const id = verdict.id ?? known.id;
  if (id !== undefined) return { kind: "fixed", id: short(id) };
  const hash = createHash("sha256").update(String(index));
  for (const part of verdict.signed) hash.update(`\n${part.length}\n`).update(part);
  const digest = hash.digest();
  const hex = digest.toString("hex");
  if (verdict.isTimed) return { kind: "fixed", id: hex };
  // The delivery's id alone would let a recorded call take the place of one that is still to come.
  return { kind: "window", id: short(`${known.delivery ?? nonce}.${hex.slice(0, 16)}`), digest };
}

function short(id: string): string {
  return id.length <= 256 ? id : createHash("sha256").update(id).digest("hex");
}
