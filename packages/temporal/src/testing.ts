// For tests of what must go through the one data converter.
import type { PayloadCodec } from "@temporalio/common";

/** Turns every byte around and marks the payload, as an encrypting codec would. */
export const turningCodec: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map((payload) => ({
      metadata: {
        encoding: Buffer.from("binary/turned"),
        was: payload.metadata?.["encoding"] ?? Buffer.of(),
      },
      data: (payload.data ?? Buffer.of()).map((byte) => byte ^ 0xff),
    })),
  decode: async (payloads) =>
    payloads.map((payload) => ({
      metadata: { encoding: payload.metadata?.["was"] ?? Buffer.of() },
      data: (payload.data ?? Buffer.of()).map((byte) => byte ^ 0xff),
    })),
};
