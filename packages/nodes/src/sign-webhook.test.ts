import { describe, expect, it } from "vitest";
import { signWebhook } from "./sign-webhook.ts";

describe("signWebhook()", () => {
  it("keeps its id over every try and signs id, time and body", () => {
    const secret = `whsec_${Buffer.from("supplier secret").toString("base64")}`;
    const first = signWebhook(secret, "flow.abc/order.1/order", '{"a":1}', 1_700_000_000_000);
    const second = signWebhook(secret, "flow.abc/order.1/order", '{"a":1}', 1_700_000_060_000);
    expect(first["webhook-id"]).toBe(second["webhook-id"]);
    expect(first["webhook-id"]).not.toContain(".");
    expect(first["webhook-signature"]).toBe("v1,KX1nLN4fy8Mq/VsS7JLGc1HIe2yRda3u5R9JOYXw5ZA=");
    expect(second["webhook-signature"]).not.toBe(first["webhook-signature"]);
  });
});
