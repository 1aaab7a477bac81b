import { expect, it } from "vitest";
import * as nodes from "./index.ts";

it("exports what the guide and the apps use, and nothing by accident", () => {
  expect(Object.keys(nodes).sort()).toMatchInlineSnapshot(`
    [
      "CappedError",
      "RESERVED_TYPES",
      "Secret",
      "StepError",
      "TRANSACTIONAL",
      "UnsureError",
      "builtIns",
      "createOutbound",
      "defineNode",
      "durationToMs",
      "field",
      "isAllowed",
      "isPublic",
      "loadNodes",
      "parseAllowList",
      "parseSealingKeys",
      "readRetryAfter",
      "readSchema",
      "revealFor",
      "sealSecret",
      "signWebhook",
      "throwForStatus",
      "toRegistry",
      "unsealSecret",
    ]
  `);
});
