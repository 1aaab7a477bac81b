// What an analyst may publish with the node types that ship, and what the diagnostics say otherwise.
import { check, compile, diagnose, emptyDocument, toNodeTypes } from "@throughline/flow";
import type { Diagnostic, FlowDocument, JsonObject } from "@throughline/flow";
import { describe, expect, it } from "vitest";
import { builtIns } from "./nodes/index.ts";

const nodeTypes = toNodeTypes(builtIns.map(({ nodeType }) => nodeType));
const samples = new Map(builtIns.map(({ nodeType }) => [nodeType.type, nodeType.sample.config]));

type DrawnNode = FlowDocument["nodes"][number];
type Drawn = Partial<Omit<DrawnNode, "config">> & { readonly type: string; readonly config?: JsonObject };

/** A line of nodes behind a trigger, each with the sample of its type under what is given. */
function publish(...drawn: readonly Drawn[]): readonly Diagnostic[] {
  const nodes = [{ type: "event-trigger" }, ...drawn].map((node, index): DrawnNode => ({
    id: index === 0 ? "start" : `n${index}`,
    typeVersion: 1,
    name: node.type,
    position: { x: 0, y: index },
    ...node,
    config: { ...samples.get(node.type), ...node.config } as DrawnNode["config"],
  }));
  const [, ...targets] = nodes;
  const edges = targets.map(({ id }, index) => {
    const { id: node = "", type = "" } = nodes[index] ?? {};
    return { from: { node, port: firstPorts[type] ?? "next" }, to: { node: id } };
  });
  return diagnose(check({ ...emptyDocument("test-flow", "Test"), nodes, edges }, nodeTypes)).filter(
    ({ severity }) => severity === "error",
  );
}

const firstPorts: Readonly<Record<string, string>> = {
  "escalate-to-human": "overdue",
  "send-offer": "sent",
  condition: "large",
};

const isNull = (field: string): JsonObject => ({
  $rules: { combinator: "and", rules: [{ field, operator: "null", value: null }] },
});
const when = (condition: JsonObject): Drawn => ({
  type: "condition",
  config: { branches: [{ port: "large", when: condition }] },
});

describe("a fixed address", () => {
  const fields = (type: string, config: JsonObject) => publish({ type, config }).map(({ field }) => field);

  it("must be one: a mail address for mail, http or https for what is called", () => {
    expect(fields("send-email", { to: "not an address" })).toEqual(["to"]);
    expect(fields("http-request", { url: "ftp://files.example.com" })).toEqual(["url"]);
    expect(fields("reorder-stock", { supplierUrl: "not a url" })).toEqual(["supplierUrl"]);
    expect(fields("http-request", { url: "http://localhost:4100/echo?a=b" })).toEqual([]);
    expect(fields("send-email", { to: { $cel: "profile.email" } })).toEqual([]);
    expect(fields("send-email", { to: "üser@bücher.example", cc: "a@example.com, b@example.com" })).toEqual(
      [],
    );
    expect(fields("send-email", { cc: "a@example.com; b@example.com", replyTo: "nobody" })).toEqual([
      "cc",
      "replyTo",
    ]);
    expect(fields("send-email", { from: "Shop\r\nBcc: eve@example.com <shop@example.com>" })).toEqual([
      "from",
    ]);
  });
});

describe("the sender of a flow", () => {
  const plan = (config: JsonObject) => {
    const nodes = [
      { id: "start", type: "event-trigger", config: { eventType: "x" } },
      {
        id: "mail",
        type: "send-email",
        config: { to: "ada@example.com", subject: "S", body: "B", ...config },
      },
    ].map((node): DrawnNode => ({ typeVersion: 1, name: node.type, position: { x: 0, y: 0 }, ...node }));
    const edges = [{ from: { node: "start", port: "next" }, to: { node: "mail" } }];
    const document = { ...emptyDocument("test-flow", "Test"), nodes, edges };
    const sender = { from: "Shop <shop@example.com>", replyTo: "help@example.com" };
    const settings = { ...document.settings, sender };
    const compiled = compile(check({ ...document, settings }, nodeTypes), { version: 1 });
    return compiled.ok ? compiled.plan.steps.find(({ id }) => id === "mail") : compiled.diagnostics;
  };

  it("stands in the mails that name none of their own", () => {
    expect(plan({ replyTo: "me@example.com", from: "" })).toMatchObject({
      config: { from: "Shop <shop@example.com>", replyTo: "me@example.com" },
    });
    expect(plan({ from: { $cel: "trigger.data.from" } })).toMatchObject({
      config: { from: { $cel: "trigger.data.from" }, replyTo: "help@example.com" },
    });
  });
});

describe("a condition", () => {
  it("may ask whether nobody decided, once a task is overdue", () => {
    expect(publish({ type: "escalate-to-human" }, when({ $cel: "steps.n1.decision == null" }))).toEqual([]);
  });

  it("may ask with the builder whether a field is there", () => {
    expect(publish({ type: "send-offer" }, when(isNull("steps.n1.code")))).toEqual([]);
    expect(publish(when(isNull("subject")), when(isNull("trigger.subject")))).toEqual([]);
  });
});

describe("a step behind one whose failures leave by a port", () => {
  const failing = { type: "http-request", onFailure: "port" } as const;
  const codes = (...drawn: readonly Drawn[]) =>
    publish(...drawn).map(({ code, field }) => `${code} ${field ?? ""}`);

  it("knows the error", () => {
    const text = "{{ steps.n1.error.code }} {{ steps.n1.error.message }}";
    expect(codes(failing, { type: "send-email", config: { body: text } })).toEqual([]);
    expect(
      codes(failing, when({ $cel: "has(steps.n1.error) && steps.n1.error.code == 'http-refused'" })),
    ).toEqual([]);
    expect(codes(failing, when(isNull("steps.n1.error.code")))).toEqual([]);
  });

  it("knows no error of a step that parks, and not the error's fields as its output", () => {
    const parking = { type: "http-request" };
    const body = (text: string) => ({ type: "send-email", config: { body: text } });
    expect(codes(parking, body("{{ steps.n1.error.code }}"))).toEqual(["unknown-reference body"]);
    expect(codes(failing, body("{{ steps.n1.message }}"))).toEqual(["unknown-reference body"]);
    expect(codes(failing, body("{{ steps.n1.error.reason }}"))).toEqual(["unknown-reference body"]);
  });
});

describe("an end", () => {
  it("does not offer to undo finished steps", () => {
    expect(publish({ type: "exit", config: { compensate: true } }).map(({ code }) => code)).toContain(
      "unknown-field",
    );
  });
});

describe("a text", () => {
  it("may use what its node adds, and only there", () => {
    const text =
      "{{ code }} {{ value }} {{ expires | date: '%d %B' }} {{ unsubscribeUrl }} {{ run.id }} {{ now }}";
    expect(publish({ type: "send-offer", config: { subject: text, body: text } })).toEqual([]);
    expect(publish({ type: "send-email", config: { body: "{{ unsubscribeUrl }}" } })).toEqual([]);
    expect(publish({ type: "send-email", config: { body: "{{ code }}" } })).toMatchObject([
      { code: "unknown-reference", field: "body" },
    ]);
    expect(publish({ type: "send-offer", config: { code: "{{ code }}" } })).toMatchObject([
      { code: "unknown-reference", field: "code" },
    ]);
  });
});
