import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineNode } from "./define-node.ts";
import { field } from "./field.ts";
import { mailAddress } from "./fits.ts";
import { readSchema } from "./json-schema.ts";
import { Secret } from "./secret.ts";

const config = z.object({
  to: field.text({ title: "To", computed: true }),
  when: field.condition({ title: "When" }).optional(),
  token: field.secret({ title: "Token" }).optional(),
  validFor: field.duration({ title: "Valid for" }).default("P2D"),
});
const define = (shape: z.ZodObject, more: object = {}) =>
  defineNode({
    type: "shout",
    version: 1,
    title: "Shout",
    description: "Says it.",
    icon: "x",
    category: "data",
    config: shape,
    output: z.object({}),
    sample: { config: { to: "a" }, output: {} },
    run: async () => ({ output: {} }),
    ...more,
  });

describe("defineNode()", () => {
  const node = define(config);
  const drawn = readSchema(node.nodeType.config);

  it("lets the drawing hold an expression where a field says so, and nowhere else", () => {
    expect(drawn.safeParse({ to: { $cel: "profile.email" } }).success).toBe(true);
    expect(drawn.safeParse({ to: { $rules: { combinator: "and", rules: [] } } }).success).toBe(true);
    expect(drawn.safeParse({ to: "a", validFor: { $cel: "x" } }).success).toBe(false);
    expect(drawn.safeParse({ to: "a", when: true }).success).toBe(false);
    expect(drawn.safeParse({ to: "a", when: { $cel: "true" } }).success).toBe(true);
    expect(drawn.safeParse({ to: "a", token: "plain" }).success).toBe(false);
  });

  it("holds a fixed value to what fits, and a computed one to nothing", () => {
    const strict = define(z.object({ to: field.text({ title: "To", computed: true, fits: mailAddress }) }), {
      sample: { config: { to: "ada@example.com" }, output: {} },
    });
    const inDrawing = (to: unknown) => readSchema(strict.nodeType.config).safeParse({ to }).success;
    expect(inDrawing("ada+news@mail.example.com")).toBe(true);
    expect(inDrawing("not an address")).toBe(false);
    expect(inDrawing({ $cel: "profile.email" })).toBe(true);
    expect(strict.parseConfig({ to: "computed" })).toEqual({ to: "computed" });
  });

  it("gives run plain values, defaults, and secrets in the places of their names", () => {
    const parsed = node.parseConfig(
      { to: "a", when: true, token: { $secret: "crm" } },
      new Map([["crm", new Secret("s3cret")]]),
    ) as {
      readonly token: Secret<string>;
    };
    expect(parsed).toMatchObject({ to: "a", when: true, validFor: "P2D" });
    expect(parsed.token.reveal()).toBe("s3cret");
    expect(JSON.stringify(parsed)).not.toContain("s3cret");
    expect(() => node.parseConfig({ to: { $cel: "x" } })).toThrow();
  });

  it("takes a secret only where the form has a field for one, in lists and headers too", () => {
    const places = define(
      z.object({
        to: field.text({ title: "To" }),
        token: field.secret({ title: "Token" }).optional(),
        headers: z.record(z.string(), z.union([z.string(), field.secret({ title: "Secret" })])).optional(),
        list: z.array(z.object({ key: field.secret({ title: "Key" }) })).optional(),
        body: field.json({ title: "Body" }).optional(),
        bag: z.record(z.string(), z.unknown()).optional(),
      }),
    );
    const named = (name: string) => ({ $secret: name });
    const given = {
      to: "a",
      token: named("one"),
      headers: { a: "x", b: named("two") },
      list: [{ key: named("three") }],
      body: { tenant: named("stripe-key") },
      bag: { tenant: named("stripe-key") },
    };
    expect(places.secretNames(given)).toEqual(["one", "two", "three"]);
    const all = ["one", "two", "three", "stripe-key"].map((name) => [name, new Secret(name)] as const);
    expect(places.parseConfig(given, new Map(all))).toEqual({
      ...given,
      token: new Secret("one"),
      headers: { a: "x", b: new Secret("two") },
      list: [{ key: new Secret("three") }],
    });
  });

  it.each([
    ["refine", z.string().refine((text) => text.length > 1)],
    ["transform", z.string().transform((text) => text)],
    ["trim", z.string().trim()],
    ["Date", z.date()],
    ["bigint", z.bigint()],
    ["coerce", z.coerce.number()],
    ["Map", z.map(z.string(), z.string())],
    ["a list of dates", z.array(z.object({ at: z.date() }))],
  ])("refuses %s at load, with the path", (_name, bad) => {
    expect(() => define(z.object({ to: z.string(), bad }))).toThrow(
      /Cannot define node type "shout": "\/bad/,
    );
  });

  it.each([
    [{ timeout: "10 sec" }, 'its timeout is "10 sec", it must be a duration such as PT30S'],
    [{ retry: { attempts: 0, every: "PT1S" } }, "its retry.attempts is 0, it must be a whole number"],
    [{ ports: ["ok", "Not found"] }, 'its ports is ["ok","Not found"], it must be a list of different words'],
    [{ icon: "mail.svg" }, 'its icon is "mail.svg", it must be the name of an icon that the designer has'],
    [{ category: "mesages" }, 'its category is "mesages", it must be one of triggers'],
  ])("refuses what no flow could be published with: %o", (more, problem) => {
    expect(() => define(config, more)).toThrow(`Cannot define node type "shout": ${problem}`);
  });

  it("refuses a preset that its instruction does not take", () => {
    expect(() =>
      defineNode({
        type: "rest",
        version: 1,
        title: "Rest",
        description: "Waits a while.",
        icon: "clock",
        category: "waits",
        instruction: "wait",
        preset: { timeout: "a while" },
        config: z.object({}),
        output: z.object({}),
        sample: { config: {}, output: {} },
      }),
    ).toThrow(
      /Cannot define node type "rest": its preset is no part of the instruction "wait" at "\/timeout"/,
    );
  });

  it("refuses a type that is not one word, and a sample that does not fit", () => {
    expect(() => define(config, { type: "Send Offer" })).toThrow(/Cannot define node type "Send Offer"/);
    expect(() => define(config, { sample: { config: {}, output: {} } })).toThrow(
      /sample config does not fit its schema at "\/to"/,
    );
  });
});
