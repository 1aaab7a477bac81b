import { expect, it } from "vitest";
import { checkSecretForm } from "./secret-form.ts";

const good = { name: "supplier-token", value: "s3cret", hosts: ["api.example.com"] };

it("a secret with a name, a value and a host can be stored", () => {
  expect(checkSecretForm(good, [])).toEqual({});
});

it("says at each field why a secret cannot be stored", () => {
  expect(checkSecretForm({ name: "Supplier Token", value: "", hosts: [] }, [])).toEqual({
    name: "1 to 63 characters: a-z, 0-9 and hyphens, a letter first.",
    value: "A value has 1 to 8192 characters.",
    hosts: "Name at least one host that it may be sent to.",
  });
  expect(checkSecretForm({ ...good, hosts: ["https://api.example.com/x"] }, ["supplier-token"])).toEqual({
    name: "There is a secret “supplier-token” already. Replace that one.",
    hosts: "Up to 20 names such as api.example.com, without https://, port or path.",
  });
});
