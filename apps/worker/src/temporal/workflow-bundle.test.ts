import { beforeAll, describe, expect, it } from "vitest";
import { quietLogger } from "../testing/quiet.ts";
import { makeWorkflowBundle } from "./workflow-bundle.ts";

let code: string;
let modules: readonly string[];
beforeAll(async () => {
  code = await makeWorkflowBundle({ logger: quietLogger });
  modules = [...code.matchAll(/^\/\*{3}\/ "([^"]+)"/gm)].map((match) => match[1] ?? "");
}, 60_000);

describe("the workflow bundle", () => {
  it("holds the stepper and the expression library, and neither zod nor the compiler", () => {
    expect(modules.some((name) => name.includes("/stepper/advance"))).toBe(true);
    expect(modules.some((name) => name.includes("cel-js"))).toBe(true);
    const unwanted = modules.filter((name) =>
      /\/(zod|liquidjs|@noble)\/|packages\/flow\/src\/(check|compile|diagnose|document|lower|simulate)\//.test(
        name,
      ),
    );
    expect(unwanted).toEqual([]);
  });
  it("stays small: every byte is read again for each worker thread", () => {
    // A megabyte, three quarters of it the SDK; the source map in the last line is not counted.
    const bytes = Buffer.byteLength(code.replace(/\n\/\/# sourceMappingURL=.*/, ""));
    expect(bytes).toBeLessThan(1_150_000);
    expect(bytes).toBeGreaterThan(500_000);
  });
});
