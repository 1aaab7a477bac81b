import type { Diagnostic } from "@throughline/flow";
import { createContext, useContext } from "react";
import type { ComponentType } from "react";

/** A value that an expression or a template may refer to. */
export interface Variable {
  readonly path: string;
  readonly type: string;
  /** Where it comes from, in the reader's words: `The event`, a node's name, `Profile` … */
  readonly group: string;
  readonly sample?: string;
}

/** What a widget is given that edits one value. */
export interface WidgetProps {
  readonly path: string;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What a form knows of its surroundings. */
export interface FormSurroundings {
  readonly isReadOnly: boolean;
  readonly problems: readonly Diagnostic[];
  /** Names a `choice` offers, by source. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The values a field's expression may refer to. */
  readonly variablesFor: (path: string) => readonly Variable[];
  /** Draws conditions; without it they are written as text. */
  readonly condition?: ComponentType<WidgetProps>;
  /** Whether what is wrong with a field is shown yet; without it always. `problems` holds only what is shown. */
  readonly isRevealed?: (path: string) => boolean;
  /** A person has left a field, so that what is wrong with it may be said. */
  readonly onLeave?: (path: string) => void;
  /** Fields to focus after a jump from the problem list. */
  readonly focusPath?: string | null;
}

const alone: FormSurroundings = { isReadOnly: false, problems: [], choices: {}, variablesFor: () => [] };

export const FormContext = createContext<FormSurroundings>(alone);

/** The surroundings of the form this field is in. */
export function useForm(): FormSurroundings {
  return useContext(FormContext);
}

/** Everything to say under a field, errors first. */
export function problemsOf(problems: readonly Diagnostic[], path: string): readonly Diagnostic[] {
  const own = problems.filter(
    ({ field }) => field === path || field === `${path}.$cel` || field === `${path}.$rules`,
  );
  const errors = own.filter(({ severity }) => severity === "error");
  return [...errors, ...own.filter((problem) => !errors.includes(problem))];
}

/** The first of them, with the place in the field's text if there is one. */
export function problemOf(problems: readonly Diagnostic[], path: string): Diagnostic | undefined {
  return problemsOf(problems, path)[0];
}
