import { referencedPaths } from "../expressions/cel.ts";
import type { Json, JsonObject } from "../json.ts";
import { valueAt } from "../stepper/pick-paths.ts";

/** What the paths of an expression led to; a path that leads nowhere is left out. For those who explain a verdict. */
export function valuesSeen(expression: string, scope: object): JsonObject {
  return Object.fromEntries(
    referencedPaths(expression).flatMap((path): [string, Json][] => {
      const value = valueAt(scope, path);
      return value === undefined ? [] : [[path.join("."), value]];
    }),
  );
}
