// What autocomplete offers in a field: what the language says that it sees, with the fields that events were seen to have.
import { valuesInSight } from "@throughline/flow";
import type { CheckedDocument, SeenEvents, SeenField, SeenValue } from "@throughline/flow";
import type { Variable } from "../../ui/schema-form/form-context.ts";

/** Where something is written, and what is known of events. */
export interface Place {
  readonly eventTypes: readonly SeenEvents[];
  /** Null for a setting of the flow. */
  readonly node: string | null;
  /** The field that is written, e.g. `events.0.filter`. */
  readonly field: string;
}

/** Every value in reach of a field: the arriving event, the one that started the run, the nearest steps, the rest. */
export function variablesInReach(
  checked: CheckedDocument,
  { eventTypes, node, field }: Place,
): readonly Variable[] {
  return valuesInSight(checked, node, field)
    .flatMap((value) => toVariables(value, groupOf(value, checked), eventTypes))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ variable }) => variable);
}

/** Names in a profile that everybody has, as a profile may hold any. */
const PROFILE_FIELDS = ["email", "firstName"];

interface Group {
  readonly title: string;
  readonly rank: number;
}

const GROUPS: Readonly<Record<string, Group>> = {
  event: { title: "The arriving event", rank: 0 },
  trigger: { title: "The event that started it", rank: 1 },
  steps: { title: "Earlier steps", rank: 2 },
  subject: { title: "Subject and profile", rank: 3 },
  profile: { title: "Subject and profile", rank: 3 },
  run: { title: "This run", rank: 4 },
  now: { title: "This run", rank: 4 },
};

/** What a node adds to its own text comes first: it is meant to be used there. */
const OWN: Group = { title: "This step", rank: -1 };

function groupOf({ root, step }: SeenValue, { byId }: CheckedDocument): Group {
  const group = GROUPS[root] ?? OWN;
  return step === undefined ? group : { ...group, title: byId.get(step)?.node.name ?? step };
}

/** A value, or what is known to be in it where it may hold anything. */
function toVariables(
  { path, type, root, events }: SeenValue,
  { title, rank }: Group,
  eventTypes: readonly SeenEvents[],
): readonly { readonly rank: number; readonly variable: Variable }[] {
  const known = root === "profile" ? profileFields(title) : dataFields(path, title, events ?? [], eventTypes);
  const variables = known.length > 0 ? known : [{ path, type, group: title }];
  return variables.map((variable) => ({ rank, variable }));
}

function profileFields(group: string): readonly Variable[] {
  return PROFILE_FIELDS.map((name) => ({ path: `profile.${name}`, type: "string", group }));
}

/** The fields of the data at a path that were seen in events of some types, each once. */
function dataFields(
  path: string,
  group: string,
  types: readonly string[],
  eventTypes: readonly SeenEvents[],
): readonly Variable[] {
  const variables = eventTypes
    .filter(({ type }) => types.includes(type))
    .flatMap(({ fields, sampled }) =>
      fields.map((field): Variable => ({
        path: field.path.replace(/^event\.data/, path),
        type: field.type,
        group,
        sample: `${sampleText(field.sample)}${missingText(field, sampled)}`,
      })),
    );
  return [...new Map(variables.map((variable) => [variable.path, variable])).values()];
}

function missingText({ absentIn, nullIn }: SeenField, sampled: number): string {
  const count = absentIn + nullIn;
  return count === 0 ? "" : ` · missing in ${count} of ${sampled}`;
}

function sampleText(sample: unknown): string {
  const text = typeof sample === "string" ? sample : (JSON.stringify(sample) ?? "");
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
