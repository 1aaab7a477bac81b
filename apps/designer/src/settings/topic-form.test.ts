import { expect, it } from "vitest";
import { checkTopicForm } from "./topic-form.ts";

it("a topic has a word for a key, which is not the one that reaches everybody, and a title", () => {
  expect(checkTopicForm({ key: "news", title: "News" })).toEqual({});
  expect(checkTopicForm({ key: "transactional", title: "All" })).toEqual({
    key: "“transactional” is kept for mail that reaches everybody.",
  });
  expect(checkTopicForm({ key: "My news", title: " " })).toEqual({
    key: "A key has 1 to 63 characters: a-z, 0-9 and hyphens, a letter first.",
    title: "A title has 1 to 80 characters.",
  });
});
