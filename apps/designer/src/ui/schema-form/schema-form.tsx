// A form drawn from a JSON Schema with `x-ui` hints: node configs, task forms, anything that is data.
import { Button, Collapse, Stack, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { JsonObject } from "@throughline/flow";
import { useState } from "react";
import { Field } from "./field.tsx";
import { fieldsOf, toFieldModel } from "./field-model.ts";
import { useForm } from "./form-context.ts";

interface SchemaFormProps {
  readonly schema: JsonObject;
  readonly value: Readonly<Record<string, unknown>>;
  /** Path of `value` in the whole, with dots; empty for the whole. */
  readonly path?: string;
  onChange(value: Readonly<Record<string, unknown>>): void;
}

/** The fields of an object: required and usual ones first, advanced ones under "More". */
export function SchemaForm({ schema, value, path = "", onChange }: SchemaFormProps) {
  const { problems } = useForm();
  const fields = fieldsOf(schema).map((field) => ({
    ...field,
    model: toFieldModel(field.name, field.schema),
  }));
  const usual = fields.filter(({ model }) => !model.isAdvanced);
  const advanced = fields.filter(({ model }) => model.isAdvanced);
  const hasHiddenProblem = advanced.some(({ name }) =>
    problems.some(({ field }) => field?.startsWith(at(path, name)) === true),
  );
  const [isOpen, setIsOpen] = useState(false);
  const draw = ({ name, model, isRequired }: (typeof fields)[number]) => (
    <Field
      key={name}
      model={model}
      path={at(path, name)}
      isRequired={isRequired}
      value={value[name]}
      onChange={(next) => onChange(withField(value, name, next))}
    />
  );
  return (
    <Stack gap="md">
      {usual.map(draw)}
      {advanced.length > 0 && (
        <div>
          <UnstyledButton
            className="tl-more"
            aria-expanded={isOpen || hasHiddenProblem}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}{" "}
            More
          </UnstyledButton>
          <Collapse expanded={isOpen || hasHiddenProblem}>
            <Stack gap="md" pt="sm">
              {advanced.map(draw)}
            </Stack>
          </Collapse>
        </div>
      )}
    </Stack>
  );
}

/** The path of a field inside a path. */
export function at(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function withField(
  value: Readonly<Record<string, unknown>>,
  name: string,
  next: unknown,
): Readonly<Record<string, unknown>> {
  if (next !== undefined) return { ...value, [name]: next };
  const { [name]: _gone, ...rest } = value;
  return rest;
}

/** The button that brings an optional part of a form into being. */
export function SetButton({ title, onClick }: { readonly title: string; onClick(): void }) {
  return (
    <Button variant="default" size="xs" onClick={onClick} aria-label={`Set ${title}`}>
      Set
    </Button>
  );
}
