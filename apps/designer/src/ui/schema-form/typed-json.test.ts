import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTypedJson, writeTypedJson } from "./typed-json.ts";

describe("readTypedJson()", () => {
  it.each([
    ["", undefined],
    ["  ", undefined],
    ["hello", "hello"],
    ["42", 42],
    ['"42"', "42"],
    ["9007199254740993", "9007199254740993"],
    ["Hi {{ profile.name }}", "Hi {{ profile.name }}"],
    ["{{ trigger.data.total }}", { $cel: "trigger.data.total" }],
    [
      '{ "name": "{{ profile.name }}", "total": {{ trigger.data.total }} }',
      { name: "{{ profile.name }}", total: { $cel: "trigger.data.total" } },
    ],
    ['[{{ size("}") }}]', '[{{ size("}") }}]'],
    ['{ "a": 1, }', '{ "a": 1, }'],
  ])("reads %s", (text, value) => {
    expect(readTypedJson(text)).toEqual(value);
  });

  it("reads what it wrote, whatever is stored", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const stored = JSON.parse(JSON.stringify(value)) as unknown;
        expect(readTypedJson(writeTypedJson(stored) || '""')).toEqual(stored);
      }),
    );
  });

  it("shows an expression in a body as it was typed", () => {
    const text = writeTypedJson({ total: { $cel: "trigger.data.total" }, odd: { $cel: "{'a': 1}.a" } });
    expect(text).toContain('"total": {{ trigger.data.total }}');
    expect(readTypedJson(text)).toEqual({
      total: { $cel: "trigger.data.total" },
      odd: { $cel: "{'a': 1}.a" },
    });
  });
});
