import type { DocumentNode, NodeType } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { expressionInWords } from "./expression-words.ts";
import { summariseNode } from "./summary.ts";

function say(
  instruction: NodeType["instruction"],
  config: DocumentNode["config"],
  properties: object = {},
): string {
  const type = {
    type: "x",
    version: 1,
    title: "X",
    description: "",
    icon: "",
    category: "data",
    instruction,
    config: { type: "object", properties },
    output: {},
    sample: { config: {}, output: null },
  };
  return summariseNode(
    { id: "x", type: "x", typeVersion: 1, name: "X", config, position: { x: 0, y: 0 } },
    type as unknown as NodeType,
  );
}

describe("summariseNode() says in one line", () => {
  it("what starts a run", () => {
    expect(say("trigger", { eventType: "cart.updated", filter: { $cel: "event.data.total > 0" } })).toBe(
      "cart.updated · only if total > 0",
    );
    expect(say("trigger", { hook: "shop" })).toBe("webhook shop");
  });

  it("what is waited for, and how long", () => {
    expect(
      say("wait", { events: [{ type: "order.placed" }, { type: "email.clicked" }], timeout: "PT30M" }),
    ).toBe("order.placed or email.clicked · at most 30 minutes");
    expect(say("wait", { timeout: { until: { $cel: "trigger.data.departsAt" }, offset: "-P1D" } })).toBe(
      "until 1 day before departsAt",
    );
    expect(say("wait", { timeout: { at: "09:00" } })).toBe("until the next 09:00");
  });

  it("which way it goes", () => {
    const rules = {
      combinator: "or",
      rules: [
        { field: "trigger.data.total", operator: ">", value: 500 },
        { field: "profile.vip", operator: "=", value: true },
      ],
    };
    expect(say("split", { branches: [{ port: "large", when: { $rules: rules } }] })).toBe(
      "large: total is above 500 or profile.vip is true",
    );
    expect(say("split", { branches: [{}] })).toBe("");
  });

  it("whom it asks and how it ends", () => {
    expect(say("task", { queue: "sales", due: "PT4H" })).toBe("sales · due 4 hours");
    expect(say("end", { outcome: "bought" })).toBe("outcome bought");
  });

  it("the first things that are filled in of anything else", () => {
    expect(
      say(
        "run",
        { to: { $cel: "profile.email" }, body: "<mjml></mjml>", validFor: "P2D" },
        { to: { title: "To" }, body: {}, validFor: { title: "Valid for" } },
      ),
    ).toBe("To: profile.email · Valid for: 2 days");
  });
});

it("a group inside a group is said in brackets", () => {
  const inner = {
    combinator: "or",
    rules: [
      { field: "a", operator: "=", value: 1 },
      { field: "b", operator: "null" },
    ],
  };
  expect(
    expressionInWords({
      $rules: {
        combinator: "and",
        not: true,
        rules: [inner, { field: "c", operator: "in", value: ["x", "y"] }],
      },
    }),
  ).toBe("not ((a is 1 or b is missing) and c is one of x, y)");
});
