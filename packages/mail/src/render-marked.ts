import { markedTemplate } from "@throughline/flow";
import type { Json, MarkedTemplate } from "@throughline/flow";

type Render = (text: string, as: MarkedTemplate["as"]) => Promise<string>;

/** The config with its marked texts rendered; the first that cannot be fails the step before it has done anything. */
export async function renderMarked<Value extends Json>(value: Value, render: Render): Promise<Value>;
export async function renderMarked(value: Json, render: Render): Promise<Json> {
  if (typeof value !== "object" || value === null) return value;
  const marked = markedTemplate(value);
  if (marked !== null) return render(marked.$liquid, marked.as);
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value as readonly Json[]) items.push(await renderMarked(item, render));
    return items;
  }
  const entries: [string, Json][] = [];
  for (const [name, child] of Object.entries(value))
    if (child !== undefined) entries.push([name, await renderMarked(child as Json, render)]);
  return Object.fromEntries(entries);
}
