import { createHmac } from "node:crypto";
import type { SignatureScheme } from "@throughline/contract";
import { describe } from "vitest";
import { testSignature } from "../../testing/test-signature.ts";
import type { SignatureSample } from "../../testing/test-signature.ts";
import { signatures } from "./index.ts";

/** One for each preset of the table; a new one asks for its entry. */
const samples = {
  hmac: {
    scheme: {
      kind: "hmac",
      header: "X-Signature",
      algorithm: "sha256",
      encoding: "hex",
      prefix: "sha256=",
      timestampHeader: "X-Time",
    },
    sign(secret, body, nowMs) {
      const time = String(nowMs / 1000);
      const signature = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
      return { "x-signature": `sha256=${signature}`, "x-time": time };
    },
  },
} satisfies { readonly [K in SignatureScheme["kind"]]: SignatureSample };

for (const kind of Object.keys(samples) as SignatureScheme["kind"][]) {
  // the table's own keys
  describe(`the signature preset "${kind}"`, () => testSignature(signatures[kind], samples[kind]));
}
