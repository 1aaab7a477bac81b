import { describe, expect, it } from "vitest";
import { evaluateCondition } from "../expressions/index.ts";
import { pickPaths } from "./pick-paths.ts";

const scope = {
  trigger: { data: { id: 7, list: [1], name: "x", no: null }, subject: "c1" },
  steps: {},
};

describe("pickPaths()", () => {
  it.each([
    ["trigger.data.id", { trigger: { data: { id: 7 } } }],
    ["trigger.data.coupon", { trigger: { data: {} } }],
    ["trigger.data.coupon.code", { trigger: { data: {} } }],
    ["trigger.nothing", { trigger: {} }],
    ["steps.offer.code", { steps: {} }],
    ["nowhere.at.all", {}],
    ["trigger.data.name.more", { trigger: { data: { name: "x" } } }],
    ["trigger.data.no.more", { trigger: { data: { no: null } } }],
    ["trigger.data.list.more", { trigger: { data: { list: [1] } } }],
    ["trigger.__proto__.x", {}],
    ["trigger.data.coupon trigger.data.id", { trigger: { data: { id: 7 } } }],
    ["trigger.data.id trigger.data.coupon trigger.subject", { trigger: { data: { id: 7 }, subject: "c1" } }],
    ["trigger.data.coupon trigger.data", { trigger: { data: scope.trigger.data } }],
    ["trigger.data trigger.data.coupon", { trigger: { data: scope.trigger.data } }],
  ])("picks %s", (paths, picked) => {
    const before = JSON.stringify(scope);
    expect(
      pickPaths(
        scope,
        paths.split(" ").map((path) => path.split(".")),
      ),
    ).toEqual(picked);
    expect(JSON.stringify(scope)).toBe(before);
  });

  it("lets has() tell that a value is missing, as it does in the run", () => {
    const bindings = pickPaths(scope, [["trigger", "data", "coupon"]]);
    expect(evaluateCondition("!has(trigger.data.coupon)", bindings)).toEqual({ ok: true, value: true });
  });
});
