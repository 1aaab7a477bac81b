import { describe, expect, it } from "vitest";
import type { Plan } from "../../plan.ts";
import { createPlayer, planFromText } from "../../testing/index.ts";
import { hostClocks } from "../../time/host-zones.ts";
import { evaluateConfig } from "./evaluate-config.ts";

const scope = {
  trigger: {
    data: {
      tenant: { $secret: "stripe-key" },
      deep: [{ a: { $cel: "profile.email" } }],
      rules: { $rules: {}, more: 1 },
      name: "Ada",
    },
  },
};

const clocks = hostClocks("UTC");

describe("evaluateConfig()", () => {
  it.each([
    ["trigger.data.tenant", "$secret"],
    ["trigger.data.deep", "$cel"],
    ["trigger.data.rules", "$rules"],
    ["{'x': [{'$secret': trigger.data.name}]}", "$secret"],
  ])("refuses %s, whose value holds %s", (text, key) => {
    expect(evaluateConfig({ headers: { "X-Tenant": { $cel: text } } }, scope, clocks)).toEqual({
      ok: false,
      field: "headers.X-Tenant",
      message: `the value holds "${key}", which only a drawing may`,
    });
  });

  it("hands on what was drawn", () => {
    const drawn = { token: { $secret: "crm" }, list: [{ $cel: "trigger.data.name" }, 1], text: "{{ x }}" };
    expect(evaluateConfig(drawn, scope, clocks)).toEqual({
      ok: true,
      value: { token: { $secret: "crm" }, list: ["Ada", 1], text: "{{ x }}" },
    });
  });

  it("lets a repair change everything but the secrets", () => {
    const drawn = { url: "https://a.example", headers: { Auth: { $secret: "crm" }, Tenant: "x" } };
    const repaired = (headers: object) =>
      evaluateConfig({ url: "b", headers: { ...headers } }, {}, clocks, drawn);
    expect(repaired({ Auth: { $secret: "crm" } })).toMatchObject({ ok: true });
    expect(repaired({ Auth: "none" })).toMatchObject({ ok: true });
    for (const headers of [{ Auth: { $secret: "stripe-key" } }, { Tenant: { $secret: "crm" } }])
      expect(repaired(headers)).toMatchObject({
        ok: false,
        field: `headers.${Object.keys(headers)[0] ?? ""}`,
      });
  });
});

describe("advance() at a step with secrets", () => {
  /** The notation has no secrets; the plan's step gets one. */
  function planWithSecret(): Plan {
    const plan = planFromText(
      "start: event a -> act\nact: do tenant=$trigger.data.tenant -> done\ndone: end x",
    );
    const steps = plan.steps.map((step) =>
      step.op === "run" ? { ...step, config: { ...step.config, key: { $secret: "crm" } } } : step,
    );
    return { ...plan, steps };
  }

  it("parks when an event names a secret, and runs nothing", () => {
    const run = createPlayer(planWithSecret(), { tenant: { $secret: "stripe-key" } });
    expect(run.play("started")).toBe("");
    expect(run.state.tokens[0]?.parked).toEqual({
      code: "expression-error",
      message: 'tenant: the value holds "$secret", which only a drawing may',
    });
  });

  it("takes a repaired config with the drawn secret, and parks at another one", () => {
    const run = createPlayer(planWithSecret(), { tenant: "t" });
    run.play("started\nfailed act.1 refused");
    expect(run.play('retry act.1 {"tenant":"t","key":{"$secret":"stripe-key"}}')).toBe("");
    expect(run.state.tokens[0]?.parked?.message).toBe(
      'key: the drawing has no secret "stripe-key" here, change the flow to use it',
    );
    expect(run.play('retry act.1 {"tenant":"u","key":{"$secret":"crm"}}')).toBe(
      'run act.1 {"tenant":"u","key":{"$secret":"crm"}}',
    );
  });
});
