import { describe, expect, it } from "vitest";
import { check } from "../check/check.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { FlowDocument } from "../document/schema.ts";
import { toNodeTypes } from "../node-type.ts";
import type { NodeTypes } from "../node-type.ts";
import { documentFromText, testNodeTypes } from "../testing/index.ts";
import { diagnose } from "./diagnose.ts";

const good = `
  cart: event cart.updated if="event.data.total > 0" -> offer
  offer: do text="Hi {{ profile.name }}" -> ordered
  ordered: wait order.placed/ordered timeout=PT30M -> ordered done, timeout done
  done: end recovered
`;

function findAll(document: FlowDocument, nodeTypes: NodeTypes): readonly Diagnostic[] {
  return diagnose(check(document, nodeTypes));
}

function codes(document: FlowDocument): readonly string[] {
  return findAll(document, testNodeTypes).map(({ code, node }) =>
    node === undefined ? code : `${code} ${node}`,
  );
}

/** A step on one branch, and a text behind both. */
const BRANCH = (text: string): string =>
  `a: event x -> s\ns: if "trigger.data.x == 1" -> yes b, else c\nb: do -> c\nc: do text=${text} -> d\nd: end y`;

describe("diagnose()", () => {
  it.each([
    BRANCH('"{{ steps.b.text | default: 1 }}"'),
    BRANCH('"{% if steps.b %}{{ steps.b.text }}{% endif %}"'),
    BRANCH('"{{ trigger.data.x }}"'),
    `a: event x -> b\nb: do -> c\nc: do text="{{ steps.b.text }}" -> d\nd: end y`,
  ])("takes for granted what every way passes, or what a text asks for: %s", (text) => {
    expect(codes(documentFromText(text)).filter((code) => code.startsWith("maybe-missing"))).toEqual([]);
  });

  it("finds nothing in a good flow", () => {
    expect(findAll(documentFromText(good), testNodeTypes)).toEqual([]);
  });

  it.each([
    ["no-trigger", "done: end x"],
    ["dangling-edge a", "a: event x -> nowhere"],
    ["dangling-edge a", "a: event x -> sideways b\nb: end y"],
    ["dangling-edge a", "a: event x -> b\nb: event y"],
    ["duplicate-edge a", "a: event x -> next b, next c\nb: end y\nc: end z"],
    ["duplicate-id b", "a: event x -> b\nb: end y\nb: end z"],
    ["unreachable-node b", "a: event x\nb: end y"],
    ["maybe-missing c", BRANCH('"{{ steps.b.text }}"')],
    ["maybe-missing c", BRANCH('"{{ steps.b.text | upcase }} {{ steps.b.x | default: 1 }}"')],
    ["maybe-missing c", BRANCH("$steps.b.text")],
    ["literal-braces b", 'a: event x -> b\nb: end "{{ trigger.data.x }}"'],
    ["waits-differ v", "a: event x -> w\nw: wait y -> v\nv: wait y since=step -> b\nb: end y"],
    ["waits-differ v", "a: event x -> w\nw: wait y -> v\nv: wait y again=yes -> b\nb: end y"],
    ["port-clash w", "a: event x -> w\nw: wait y/timeout timeout=PT1M -> timeout b\nb: end y"],
    ["port-clash w", "a: event x -> w\nw: wait y/got z/got -> got b\nb: end y"],
    ["port-clash w", "a: event x -> w\nw: share one/1 one/2 -> one b\nb: end y"],
    ["port-clash w", "a: event x -> w\nw: task sales yes/overdue due=P1D -> yes b\nb: end y"],
    ["port-clash w", "a: event x -> w\nw: task sales yes/yes -> yes b\nb: end y"],
    ["unbounded-loop a", "t: event x -> a\na: do -> b\nb: do -> a"],
    ["unbounded-loop a", "t: event x -> a\na: do -> a"],
    ["wait-never-wakes w", "a: event x -> w\nw: wait"],
    ["open-port a", "a: event x"],
    ["expression-syntax a", 'a: event x if="1 +" -> b\nb: end y'],
    ["expression-type a", 'a: event x if="event.type" -> b\nb: end y'],
    ["unknown-reference a", 'a: event x if="profile.x" -> b\nb: end y'],
    ["unknown-reference b", "a: event x -> b\nb: do v=$steps.c.x -> c\nc: do -> d\nd: end y"],
    ["unknown-reference b", 'a: event x -> b\nb: do text="{{ steps.zzz.x }}" -> d\nd: end y'],
    ["unknown-reference b", "a: event x -> b\nb: do v=$trigger.nope -> d\nd: end y"],
    ["template-syntax b", 'a: event x -> b\nb: do text="{{ trigger.data " -> d\nd: end y'],
    ["template-syntax b", 'a: event x -> b\nb: do text="{% if x %}" -> d\nd: end y'],
    ["template-syntax b", "a: event x -> b\nb: do text=\"{% include 'x' %}\" -> d\nd: end y"],
    ["template-syntax b", "a: event x -> b\nb: do text=\"{% render 'x' %}\" -> d\nd: end y"],
    ["template-syntax b", 'a: event x -> b\nb: do text="{{ subject | raw }}" -> d\nd: end y'],
    ["unknown-reference b", 'a: event x -> b\nb: do text="{{ event.data.total }}" -> d\nd: end y'],
  ])("finds %s in %s", (code, text) => {
    expect(codes(documentFromText(text))).toContain(code);
  });

  it("finds each of two circles, whichever comes first", () => {
    const text = "c: do -> d\nd: do -> c\nt: event x -> a\na: do -> b\nb: choose -> yes a, no c";
    expect(codes(documentFromText(text)).filter((code) => code.startsWith("unbounded"))).toEqual([
      "unbounded-loop c",
      "unbounded-loop a",
    ]);
  });

  it("names the node as drawn and the place in the text", () => {
    const found = findAll(
      documentFromText("a: event x if=\"event.data.n > 1 && evnt.id == '1'\" -> b\nb: end y"),
      testNodeTypes,
    );
    expect(found).toMatchObject([
      { node: "a", field: "filter", offset: 20, endOffset: 27, severity: "error" },
    ]);
    expect(found[0]?.message).toMatch(/^"a": evnt cannot exist here/);
  });

  it("refuses that finished steps are undone, which no run does", () => {
    const document = documentFromText(good);
    const nodes = document.nodes.map((node) => {
      if (node.id === "offer") return { ...node, compensate: "done" };
      return node.id === "done" ? { ...node, config: { ...node.config, compensate: true } } : node;
    });
    expect(codes({ ...document, nodes })).toEqual(["no-compensation offer", "no-compensation done"]);
  });

  it("lets a name stand that clashes with nothing", () => {
    const calm =
      "a: event x -> w\nw: wait y/timeout -> timeout v\nv: task sales overdue/no -> overdue b, no b\nb: end y";
    expect(codes(documentFromText(calm))).toEqual([]);
  });

  it("finds a branch that clashes with otherwise, and a port of failures that its type has already", () => {
    const split = documentFromText(
      "a: event x -> b\nb: if true -> yes c, else c\nc: do failed -> next d\nd: end y",
    );
    const broken = {
      ...split,
      nodes: split.nodes.map((node) =>
        node.id === "b"
          ? { ...node, config: { branches: [{ port: "else", when: { $cel: "true" } }] } }
          : node,
      ),
    };
    const types = toNodeTypes(
      [...testNodeTypes.values()].map((type) =>
        type.type === "test-do" ? { ...type, ports: ["next", "failed"] } : type,
      ),
    );
    expect(findAll(broken, types)).toMatchObject([
      {
        code: "dangling-edge",
        node: "b",
      },
      {
        code: "port-clash",
        node: "b",
        message: '"b" has two ports called "else": give one of them another name.',
      },
      { code: "port-clash", node: "c" },
      { code: "open-port", node: "c" },
    ]);
  });

  it.each([
    [{ combinator: "and", rules: [] }],
    [
      {
        combinator: "or",
        rules: [
          { field: "event.subject", operator: "=", value: "x" },
          { combinator: "and", rules: [] },
        ],
      },
    ],
  ])("warns of a condition that is true because it is empty: %j", ($rules) => {
    const document = documentFromText(good);
    const nodes = document.nodes.map((node) =>
      node.id === "cart" ? { ...node, config: { ...node.config, filter: { $rules } } } : node,
    );
    expect(findAll({ ...document, nodes }, testNodeTypes)).toMatchObject([
      { severity: "warning", code: "empty-condition", node: "cart", field: "filter" },
    ]);
  });

  it("finds an unknown type, a subject that cannot be told and a config that lacks a field", () => {
    const document = documentFromText(good);
    const [trigger, ...others] = document.nodes;
    const broken: FlowDocument = {
      ...document,
      settings: { ...document.settings, subject: { $cel: "profile.id" } },
      nodes: [
        trigger!,
        ...others.map((node) => (node.id === "offer" ? { ...node, type: "not-here" } : node)),
      ],
    };
    expect(codes(broken)).toEqual(expect.arrayContaining(["unknown-node-type offer", "subject-underivable"]));
  });

  it.each([
    ["Europe/Berln", 'There is no time zone "Europe/Berln": did you mean "Europe/Berlin"?'],
    ["Mars", 'There is no time zone "Mars": choose one such as "Europe/Berlin"'],
  ])("finds that %s is no time zone", (timeZone, message) => {
    const document = documentFromText(good);
    expect(findAll({ ...document, settings: { ...document.settings, timeZone } }, testNodeTypes)).toEqual([
      { severity: "error", code: "invalid-time-zone", message, field: "settings.timeZone" },
    ]);
  });

  it("finds a sender that no mail could come from, and takes letters of any script", () => {
    const document = documentFromText(good);
    const withSender = (from: string): FlowDocument => ({
      ...document,
      settings: { ...document.settings, sender: { from } },
    });
    expect(findAll(withSender("the shop"), testNodeTypes)).toEqual([
      {
        severity: "error",
        code: "invalid-sender",
        message:
          'Sender of the flow is "the shop", which is no address: write shop@example.com, or Shop <shop@example.com>',
        field: "settings.sender.from",
      },
    ]);
    for (const from of ["shop@example.com", "Müller & Co <müller@example.com>"])
      expect(findAll(withSender(from), testNodeTypes)).toEqual([]);
  });

  it.each([
    ["{{ profil.firstName }}", 'the text refers to profil, which cannot exist here. Did you mean "profile"?'],
    ["{{ run.shortid }}", 'the text refers to run.shortid, which cannot exist here. Did you mean "shortId"?'],
    ["{{ event.data.x }}", "the text refers to event, which cannot exist here. There is trigger, subject,"],
    [
      "{{ subject | capitalise }}",
      'a placeholder in the text cannot be read (there is no filter "capitalise", did you mean "capitalize"?).',
    ],
  ])("says what was meant by %s", (text, message) => {
    const [found] = findAll(
      documentFromText(`a: event x -> b\nb: do text="${text}" -> d\nd: end y`),
      testNodeTypes,
    );
    expect(found?.message).toContain(message);
  });

  it("takes names that a text makes itself", () => {
    const text =
      "{% assign n = 1 %}{{ n }}{% for item in trigger.data.items %}{{ item.name }}{{ forloop.index }}{% endfor %}";
    expect(findAll(documentFromText(good.replace("Hi {{ profile.name }}", text)), testNodeTypes)).toEqual([]);
  });

  it("names the field by its title when it is missing, does not fit or is not known", () => {
    const type = testNodeTypes.get("test-do@1")!;
    const config = {
      type: "object",
      properties: {
        to: { type: "string", minLength: 1, title: "To whom" },
        count: { type: "number", title: "How many" },
      },
      required: ["to"],
      additionalProperties: false,
    };
    const types = toNodeTypes(
      [...testNodeTypes.values()].map((other) => (other === type ? { ...type, config } : other)),
    );
    const document = documentFromText("a: event x -> b\nb: do count=many extra=1 -> c\nc: end y");
    expect(findAll(document, types).map(({ code, message, field }) => [code, field, message])).toEqual([
      ["missing-config", "to", '"b" needs "To whom": fill it in.'],
      ["invalid-config", "count", '"b": "How many" must be a number.'],
      ["unknown-field", "extra", '"b" has a field "extra" that its type does not know: remove it.'],
    ]);
  });

  it("checks the fields of an instruction", () => {
    expect(codes(documentFromText("a: event x -> b\nb: end"))).toContain("missing-config b");
    expect(codes(documentFromText("a: event x -> b\nb: delay soon -> c\nc: end y"))).toContain(
      "invalid-config b",
    );
  });

  it("weighs the plan", () => {
    const long = (size: number): string => `a: event x -> b\nb: do text="${"x".repeat(size)}" -> c\nc: end y`;
    expect(findAll(documentFromText(long(70_000)), testNodeTypes)).toMatchObject([
      { code: "plan-size", severity: "warning" },
    ]);
    expect(findAll(documentFromText(long(600_000)), testNodeTypes)).toMatchObject([
      { code: "plan-size", severity: "error" },
    ]);
  });
});
