import { inspect } from "node:util";
import { expect, it } from "vitest";
import { Secret } from "./secret.ts";

it("Secret prints as dots wherever it ends up", () => {
  const secret = new Secret("s3cret", ["api.example.com"]);
  const printed = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }, { showHidden: true }),
    Object.values(secret).join(),
  ];
  for (const text of printed) expect(text).not.toContain("s3cret");
  expect(secret.reveal()).toBe("s3cret");
});
