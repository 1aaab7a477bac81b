// What is wrong with the dialog of a topic, in sentences.
import { wordSchema } from "@throughline/flow";

/** The fields as they are typed. */
export interface TopicForm {
  readonly key: string;
  readonly title: string;
}

/** What is wrong with a form, by field; empty when it can be stored. */
export function checkTopicForm({
  key,
  title,
}: TopicForm): Readonly<Partial<Record<keyof TopicForm, string>>> {
  return {
    ...(key === "transactional"
      ? { key: "“transactional” is kept for mail that reaches everybody." }
      : wordSchema.safeParse(key).success
        ? {}
        : { key: "A key has 1 to 63 characters: a-z, 0-9 and hyphens, a letter first." }),
    ...(title.trim() === "" ? { title: "A title has 1 to 80 characters." } : {}),
  };
}
