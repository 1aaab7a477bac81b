// The one dialect of Liquid: what the check at publish accepts is what the worker renders.
import { Liquid } from "liquidjs";

const LIMITS = { parseLimit: 1_000_000, renderLimit: 500, memoryLimit: 20_000_000 };

/** An engine; with `escape` every value is escaped for HTML. */
export function createLiquid(outputEscape?: "escape"): Liquid {
  // `templates` keeps the engine off the file system; the tags that would look there do not exist.
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    relativeReference: false,
    templates: {},
    timezoneOffset: 0,
    ...LIMITS,
    ...(outputEscape === undefined ? {} : { outputEscape }),
  });
  for (const tag of ["include", "render", "layout", "block"]) delete liquid.tags[tag];
  // Without escaping is what this filter means.
  delete liquid.filters["raw"];
  return liquid;
}
