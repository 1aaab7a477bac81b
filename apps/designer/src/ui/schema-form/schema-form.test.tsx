// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import type { JsonObject } from "@throughline/flow";
import { act, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { toFieldModel } from "./field-model.ts";
import { FormContext } from "./form-context.ts";
import { SchemaForm } from "./schema-form.tsx";
import { sentenceFor } from "./sentence-for.ts";

const cel = {
  type: "object",
  properties: { $cel: { type: "string" } },
  required: ["$cel"],
  additionalProperties: false,
};
const schema: JsonObject = {
  type: "object",
  properties: {
    to: {
      title: "To",
      description: "One address.",
      "x-ui": { widget: "text", expression: "string" },
      anyOf: [{ type: "string" }, cel],
    },
    validFor: { title: "Valid for", type: "string", "x-ui": { widget: "duration" } },
    kind: {
      title: "Kind",
      type: "string",
      enum: ["a", "b"],
      "x-ui": { widget: "select", labels: { a: "First", b: "Second" } },
    },
    branches: {
      title: "Branches",
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        properties: { port: { title: "Leaves by", type: "string", "x-ui": { widget: "port" } } },
      },
    },
    timeout: {
      title: "Give up",
      anyOf: [{ type: "string" }, { type: "object", properties: { at: { type: "string" } } }],
      "x-ui": { widget: "deadline" },
    },
    data: { title: "Data", "x-ui": { widget: "json" } },
    form: { title: "Form", type: "object", "x-ui": { widget: "form" } },
    extra: { title: "Extra", type: "string", "x-ui": { widget: "text", advanced: true } },
  },
  required: ["to", "branches"],
};

let host: HTMLDivElement;
let root: Root;
let value: Readonly<Record<string, unknown>>;
const left: string[] = [];

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // happy-dom has no font loading, which growing text fields listen to.
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

const onValue = (next: Readonly<Record<string, unknown>>): void => {
  value = next;
};

type Values = Readonly<Record<string, unknown>>;

function Example({
  start,
  onSetter,
}: {
  readonly start: Values;
  readonly onSetter?: (set: (next: Values) => void) => void;
}) {
  const [current, setCurrent] = useState(start);
  useEffect(() => onSetter?.(setCurrent), [onSetter]);
  return (
    <MantineProvider>
      <FormContext
        value={{
          isReadOnly: false,
          problems: [
            { severity: "warning", code: "y", message: "To is seldom read", field: "to" },
            { severity: "error", code: "x", message: "To is missing", field: "to" },
          ],
          onLeave: (path) => left.push(path),
          choices: {},
          variablesFor: () => [],
        }}
      >
        <SchemaForm
          schema={schema}
          value={current}
          onChange={(next) => {
            onValue(next);
            setCurrent(next);
          }}
        />
      </FormContext>
    </MantineProvider>
  );
}

function type(label: string, text: string): void {
  const input = host.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
  if (input === null) throw new Error(`no field ${label}`);
  const prototype =
    input instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  act(() => {
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

it("draws a field for each property, says all that is wrong under it, and writes what is typed", () => {
  act(() => root.render(<Example start={{}} />));
  expect(host.textContent).toContain("To is missing");
  expect(host.textContent).toContain("To is seldom read");
  expect(host.textContent).toContain("One address.");
  type("To", "ada@example.com");
  type("Valid for, count", "3");
  expect(value).toEqual({ to: "ada@example.com", validFor: "PT3H" });
  type("To", "");
  expect(value).toEqual({ validFor: "PT3H" });
});

it("shows an expression as one and keeps it one while it is edited", () => {
  act(() => root.render(<Example start={{ to: { $cel: "profile.email" } }} />));
  type("To expression", "profile.work");
  expect(value["to"]).toEqual({ $cel: "profile.work" });
});

it("an expression that is emptied to write another one stays an expression", () => {
  act(() => root.render(<Example start={{ to: { $cel: "profile.email" } }} />));
  type("To expression", "");
  expect(value["to"]).toEqual({ $cel: "" });
  type("To expression", "trigger.data.email");
  expect(value["to"]).toEqual({ $cel: "trigger.data.email" });
});

it("emptying the count of a duration to type another one keeps the field; only its × removes it", () => {
  act(() => root.render(<Example start={{ timeout: "PT60M" }} />));
  const shown = (label: string) => host.querySelector<HTMLInputElement>(`[aria-label="${label}"]`)?.value;
  expect([shown("Give up, count"), shown("Give up, unit")]).toEqual(["60", "minutes"]);
  type("Give up, count", "");
  expect(value).toEqual({ timeout: "" });
  type("Give up, count", "1");
  expect([shown("Give up, count"), shown("Give up, unit")]).toEqual(["1", "minute"]);
  type("Give up, count", "1.5");
  expect(value).toEqual({ timeout: "" });
  expect(shown("Give up, count")).toBe("1.5");
  expect(host.textContent).toContain("choose a smaller unit");
  act(() => host.querySelector<HTMLButtonElement>('[aria-label="Remove Give up"]')?.click());
  expect(value).toEqual({});
});

it("adds items to a list", () => {
  act(() => root.render(<Example start={{ branches: [{ port: "yes" }] }} />));
  const add = [...host.querySelectorAll("button")].find(({ textContent }) => textContent === "Add branch");
  act(() => add?.click());
  expect(value["branches"]).toEqual([{ port: "yes" }, {}]);
});

it("questions with the same words stay two, and keep their names when the words change", () => {
  const asked = (key: string, title: string) => ({ [key]: { type: "string", title } });
  act(() =>
    root.render(
      <Example
        start={{
          form: { type: "object", properties: { ...asked("note", "Note"), ...asked("answer3", "Why") } },
        }}
      />,
    ),
  );
  type("Question 2", "Note");
  const add = (): void =>
    act(() =>
      [...host.querySelectorAll("button")].find(({ textContent }) => textContent === "Add question")?.click(),
    );
  add();
  add();
  const { properties } = value["form"] as { readonly properties: Readonly<Record<string, unknown>> };
  expect(Object.keys(properties)).toEqual(["note", "answer3", "answer4", "answer5"]);
  expect(properties).toMatchObject({ ...asked("note", "Note"), ...asked("answer3", "Note") });
});

it("a JSON field shows what undo brought back", () => {
  let set = (_next: Readonly<Record<string, unknown>>): void => undefined;
  act(() => root.render(<Example start={{ data: { a: 1 } }} onSetter={(setter) => (set = setter)} />));
  const shown = () => host.querySelector<HTMLTextAreaElement>('[aria-label="Data"]')?.value;
  type("Data", '{"a":2}');
  expect([shown(), value["data"]]).toEqual(['{"a":2}', { a: 2 }]);
  act(() => set({ data: { a: 1 } }));
  expect(shown()).toBe('{\n  "a": 1\n}');
});

it("tells which field was left, so that it may say what is wrong with it", () => {
  act(() => root.render(<Example start={{}} />));
  const field = (label: string) => host.querySelector<HTMLElement>(`[aria-label="${label}"]`);
  left.length = 0;
  act(() => field("Valid for, count")?.focus());
  act(() => field("Valid for, unit")?.focus());
  expect(left).toEqual([]);
  act(() => field("To")?.focus());
  expect(left).toEqual(["validFor"]);
});

it("tells a fixed value that does not fit what would, and an example from a value", () => {
  const model = toFieldModel("to", {
    type: "string",
    "x-ui": { placeholder: "ada@example.com", fits: { pattern: "@", says: "Write one address." } },
  });
  const problem = { severity: "error", code: "invalid-config", message: "does not fit" } as const;
  expect(sentenceFor(model, "x", problem)).toBe("Write one address.");
  expect(sentenceFor(model, { $cel: "" }, problem)).toBe("does not fit");
  expect(model.placeholder).toBe("e.g. ada@example.com");
});

it("reads what a field is from its schema and hints", () => {
  expect(toFieldModel("x", { type: "integer" }).kind).toBe("number");
  expect(
    toFieldModel("capPerSubject", { type: "object", properties: { count: { type: "integer" } } }),
  ).toMatchObject({ kind: "object", title: "Cap per subject" });
  expect(toFieldModel("kind", { type: "string", enum: ["let-go"] }).options).toEqual([
    { value: "let-go", label: "Let go" },
  ]);
  expect(
    toFieldModel("to", { anyOf: [{ type: "string" }, cel], "x-ui": { expression: "string" } }),
  ).toMatchObject({ kind: "text", expression: "string" });
});
