// A form drawn from a JSON Schema with `x-ui` hints: node configs, task forms, anything that is data.
import { Collapse, Stack, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { Field } from "./field.tsx";
import { fieldsOf, toFieldModel } from "./field-model.ts";
import { useForm } from "./form-context.ts";
import { at, FormPartsContext } from "./form-parts.ts";
import type { SchemaFormProps } from "./form-parts.ts";

const parts = { Field, SchemaForm };

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
    <FormPartsContext value={parts}>
      <Stack gap="md">
        {usual.map(draw)}
        {advanced.length > 0 && (
          <div>
            <UnstyledButton
              className="tl-more"
              aria-expanded={isOpen || hasHiddenProblem}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? (
                <IconChevronDown size={14} aria-hidden />
              ) : (
                <IconChevronRight size={14} aria-hidden />
              )}{" "}
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
    </FormPartsContext>
  );
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
