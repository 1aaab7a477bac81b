import { testEffect } from "@throughline/nodes/testing";
import { describe, it } from "vitest";
import { createMemoryLedger } from "../testing/memory-ledger.ts";
import { createEffect } from "./effects.ts";

const run = "flow.abcdefgh";

describe("the ledger of a run", () => {
  testEffect(
    () =>
      createEffect(createMemoryLedger(run).store, {
        run,
        key: `${run}/node.1`,
        subject: "customer-1",
        mayBeUnsure: false,
        unsure: "resend",
      }),
    it,
  );
});
