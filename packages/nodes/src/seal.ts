// Secrets at rest: envelope encryption. Each secret has its own data key; key-encryption keys come from configuration.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { Json } from "@throughline/flow";
import { z } from "zod";

/** What is stored of a secret. All binary fields are base64. */
export type SealedSecret = Readonly<z.infer<typeof sealedSchema>>;

const sealedSchema = z.object({
  v: z.literal(1),
  /** Which key-encryption key wrapped the data key. */
  kid: z.string(),
  wrappedKey: z.string(),
  nonce: z.string(),
  ct: z.string(),
  tag: z.string(),
});

/** Which row a secret lies in; bound into the seal, so that rows cannot be swapped. */
export interface SealPlace {
  readonly name: string;
  readonly version: number;
}

interface SealingKey {
  readonly kid: string;
  readonly key: Buffer;
}
/** Key-encryption keys; the first seals, all may unseal. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

/** Reads `THROUGHLINE_SECRET_KEY`: keys of 64 hexadecimal digits, separated by commas, the current one first. */
export function parseSealingKeys(text: string): SealingKeys {
  const keys = text.split(",").map((part) => toSealingKey(part.trim()));
  const [first, ...others] = keys;
  if (first === undefined)
    throw new TypeError("Cannot read THROUGHLINE_SECRET_KEY: it is empty, give 64 hexadecimal digits");
  return [first, ...others];
}

function toSealingKey(text: string): SealingKey {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new TypeError(
      "Cannot read THROUGHLINE_SECRET_KEY: a key is not 64 hexadecimal digits, make one with: openssl rand -hex 32",
    );
  }
  const key = Buffer.from(text, "hex");
  return { kid: createHash("sha256").update("throughline-kid").update(key).digest("hex").slice(0, 16), key };
}

/** Seals a value for its place. */
export function sealSecret(keys: SealingKeys, place: SealPlace, value: string): SealedSecret {
  const [current] = keys;
  const dataKey = randomBytes(32);
  const aad = toAad(place);
  const body = encrypt(dataKey, aad, Buffer.from(value, "utf8"));
  const wrapped = encrypt(current.key, aad, dataKey);
  return {
    v: 1,
    kid: current.kid,
    wrappedKey: Buffer.concat([wrapped.nonce, wrapped.ct, wrapped.tag]).toString("base64"),
    nonce: body.nonce.toString("base64"),
    ct: body.ct.toString("base64"),
    tag: body.tag.toString("base64"),
  };
}

/** The value again, from the row it lies in. Throws an Error that never shows it when key, place or bytes are not the ones it was sealed with. */
export function unsealSecret(keys: SealingKeys, place: SealPlace, row: Json): string {
  const parsed = sealedSchema.safeParse(row);
  if (!parsed.success) throw notAsSealed(place);
  const sealed = parsed.data;
  const sealingKey = keys.find((key) => key.kid === sealed.kid);
  if (sealingKey === undefined) {
    throw new Error(
      `Cannot unseal secret "${place.name}": it was sealed with key ${sealed.kid}, which THROUGHLINE_SECRET_KEY does not list, add that key at the end of the list`,
    );
  }
  const aad = toAad(place);
  const wrapped = Buffer.from(sealed.wrappedKey, "base64");
  try {
    const dataKey = decrypt(sealingKey.key, aad, {
      nonce: wrapped.subarray(0, nonceBytes),
      ct: wrapped.subarray(nonceBytes, -tagBytes),
      tag: wrapped.subarray(-tagBytes),
    });
    const value = decrypt(dataKey, aad, {
      nonce: Buffer.from(sealed.nonce, "base64"),
      ct: Buffer.from(sealed.ct, "base64"),
      tag: Buffer.from(sealed.tag, "base64"),
    });
    return value.toString("utf8");
  } catch (cause) {
    throw notAsSealed(place, cause);
  }
}

function notAsSealed(place: SealPlace, cause?: unknown): Error {
  return new Error(
    `Cannot unseal secret "${place.name}": it was changed or lies in another row than it was sealed for, set it again`,
    { cause },
  );
}

const nonceBytes = 12;
const tagBytes = 16;

interface Sealed {
  readonly nonce: Buffer;
  readonly ct: Buffer;
  readonly tag: Buffer;
}

function encrypt(key: Buffer, aad: Buffer, plain: Buffer): Sealed {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(aad);
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, ct, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, aad: Buffer, sealed: Sealed): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.nonce, { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.tag);
  return Buffer.concat([decipher.update(sealed.ct), decipher.final()]);
}

function toAad(place: SealPlace): Buffer {
  return Buffer.from(`throughline|${place.name}|${place.version}`, "utf8");
}
