import { expect, it } from "vitest";
import { z } from "zod";
import { searchText, textSearch } from "./search.ts";

const schema = z.object({ subject: searchText });
const read = (search: string): unknown => schema.parse(textSearch.parseSearch(search)).subject;

it.each(["1042", "007", "1e5", "12345678901234567890", "true", "null", '{"a":1}', "a b&c=d", "-1", "é"])(
  "a subject called %s stays that text, in links and typed by hand",
  (subject) => {
    expect(read(textSearch.stringifySearch({ subject }))).toBe(subject);
    expect(read(`?subject=${encodeURIComponent(subject)}`)).toBe(subject);
  },
);

it("nothing given is no filter", () => {
  expect(read("")).toBeUndefined();
  expect(textSearch.stringifySearch({ subject: undefined })).toBe("");
});
