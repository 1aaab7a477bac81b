// A form holds fields, a field may hold a form. The two find each other here, so that their files need no cycle.
import type { JsonObject } from "@throughline/flow";
import { createContext, useContext } from "react";
import type { ComponentType } from "react";
import type { FieldModel } from "./field-model.ts";

export interface FieldProps {
  readonly model: FieldModel;
  readonly path: string;
  readonly value: unknown;
  readonly isRequired: boolean;
  readonly onChange: (value: unknown) => void;
  /** Told while something is typed that is not stored yet. */
  readonly onTyping?: (isTyping: boolean) => void;
}

export interface SchemaFormProps {
  readonly schema: JsonObject;
  readonly value: Readonly<Record<string, unknown>>;
  /** Path of `value` in the whole, with dots; empty for the whole. */
  readonly path?: string;
  readonly onChange: (value: Readonly<Record<string, unknown>>) => void;
}

interface FormParts {
  readonly Field: ComponentType<FieldProps>;
  readonly SchemaForm: ComponentType<SchemaFormProps>;
}

export const FormPartsContext = createContext<FormParts | null>(null);

/** The views of forms and fields, for those inside them. */
export function useFormParts(): FormParts {
  const parts = useContext(FormPartsContext);
  if (parts === null) throw new TypeError('Cannot draw a field "alone": fields live inside a SchemaForm');
  return parts;
}

/** The path of a field inside a path. */
export function at(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
