// A small builder for the form of a task: fields with a name and a type, stored as JSON Schema.
import { toText } from "../to-text.ts";
import { ActionIcon, Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { FieldProps } from "./form-parts.ts";
import { useForm } from "./form-context.ts";

interface Question {
  /** What the answer is called in expressions: made once, so that it stays the same when the words change. */
  readonly key: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly isRequired: boolean;
}
const types = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
];

/** Edits the questions a person is asked. */
export function FormBuilder({ value, onChange }: FieldProps) {
  const { isReadOnly } = useForm();
  const questions = readQuestions(value);
  const write = (next: readonly Question[]): void =>
    onChange(next.length === 0 ? undefined : writeQuestions(next));
  const put = (index: number, question: Question): void =>
    write(questions.map((old, i) => (i === index ? question : old)));
  return (
    <Stack gap="xs">
      {questions.map((question, index) => (
        <Group key={question.key} gap="xs" wrap="nowrap" align="center">
          <TextInput
            flex={1}
            size="xs"
            aria-label={`Question ${index + 1}`}
            placeholder={question.key}
            readOnly={isReadOnly}
            value={toText(question.schema["title"])}
            onChange={(event) => {
              const title = event.currentTarget.value;
              put(index, { ...question, schema: { ...question.schema, title } });
            }}
          />
          <Select
            w={100}
            size="xs"
            aria-label={`Type of question ${index + 1}`}
            data={types}
            allowDeselect={false}
            readOnly={isReadOnly}
            value={toText(question.schema["type"], "string")}
            onChange={(type) =>
              put(index, { ...question, schema: { title: question.schema["title"], type: type ?? "string" } })
            }
          />
          <Checkbox
            size="xs"
            label="required"
            disabled={isReadOnly}
            aria-label={`Question ${index + 1} must be answered`}
            checked={question.isRequired}
            onChange={(event) => put(index, { ...question, isRequired: event.currentTarget.checked })}
          />
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            disabled={isReadOnly}
            aria-label={`Remove question ${index + 1}`}
            onClick={() => write(questions.filter((_, i) => i !== index))}
          >
            <IconTrash size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {!isReadOnly && (
        <Button
          size="xs"
          variant="default"
          style={{ alignSelf: "flex-start" }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            write([
              ...questions,
              {
                key: freeKey(questions),
                schema: { type: "string", title: "Note" },
                isRequired: false,
              },
            ])
          }
        >
          Add question
        </Button>
      )}
    </Stack>
  );
}

function readQuestions(value: unknown): readonly Question[] {
  const schema = (typeof value === "object" && value !== null ? value : {}) as {
    readonly properties?: object;
    readonly required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([key, field]) => ({
    key,
    schema: field as Question["schema"], // JSON Schema says so
    isRequired: schema.required?.includes(key) === true,
  }));
}

function writeQuestions(questions: readonly Question[]): unknown {
  const required = questions.filter(({ isRequired }) => isRequired).map(({ key }) => key);
  return {
    type: "object",
    properties: Object.fromEntries(questions.map(({ key, schema }) => [key, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function freeKey(questions: readonly Question[]): string {
  const taken = new Set(questions.map(({ key }) => key));
  let count = questions.length + 1;
  while (taken.has(`answer${count}`)) count += 1;
  return `answer${count}`;
}
