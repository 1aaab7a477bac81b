import { CATEGORIES } from "@throughline/flow";

const known: ReadonlySet<string> = new Set(CATEGORIES);

/** The two colours of a category of node types, as CSS values: strong for icons, soft for the ground behind them. */
export function categoryColour(category: string): { readonly strong: string; readonly soft: string } {
  const name = known.has(category) ? category : "data";
  return { strong: `var(--tl-${name})`, soft: `var(--tl-${name}-soft)` };
}
