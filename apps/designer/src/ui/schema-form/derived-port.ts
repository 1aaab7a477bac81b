// A port is usually called after its event (`order.placed` → `placed`) or its button, until somebody names it.
import type { JsonObject } from "@throughline/flow";
import { fieldsOf, toFieldModel } from "./field-model.ts";

type Item = Readonly<Record<string, unknown>>;

/** A changed item of a list. */
export interface DerivedItem {
  readonly item: Item;
  /** The name that was filled in for the person; undefined once they gave their own. */
  readonly derived: string | undefined;
}

/** Fills in the port of an item whose event or button changed, while it is empty or still the one filled in before. */
export function withDerivedPort(
  schema: JsonObject,
  before: Item,
  next: Item,
  derived: string | undefined,
): DerivedItem {
  const models = fieldsOf(schema).map(({ name, schema: field }) => toFieldModel(name, field));
  const names = fieldsOf(schema).map(({ name }) => name);
  const port = names[models.findIndex(({ kind }) => kind === "port")];
  const from = names[models.findIndex(({ source, title }) => source === "event-type" || title === "Button")];
  if (port === undefined || from === undefined) return { item: next, derived: undefined };
  if (next[port] !== before[port]) return { item: next, derived: undefined };
  if (next[from] === before[from]) return { item: next, derived };
  const isOwn = before[port] !== undefined && before[port] !== "" && before[port] !== derived;
  if (isOwn) return { item: next, derived: undefined };
  const word = toPort(next[from]);
  return { item: { ...next, [port]: word }, derived: word };
}

function toPort(text: unknown): string {
  if (typeof text !== "string") return "";
  return (text.includes(".") ? text.slice(text.lastIndexOf(".") + 1) : text)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
}
