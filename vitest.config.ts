import { defineConfig } from "vitest/config";

// One project per kind of test, so that `scripts/test.ts` can run them in turn and the fast ones can be run alone.
// Not "import": vitest hands these to Node as --conditions, and `require("long")` inside protobufjs would get an ES module.
const conditions = ["@throughline/source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}", "e2e/src/**/*.test.ts"],
    // Real servers, and properties that take five seconds on an idle core: many times that on a machine that is busy with others.
    testTimeout: 60_000,
  },
});
