// How modules of node packages are found, as a hook of Node's module loader: the package itself from the operator's
// folder, and our own packages from here where a package that is linked or only copied cannot find them.
import { createRequire } from "node:module";

/** The packages that a node package may import without having them installed. */
const OURS = ["@throughline/nodes", "@throughline/flow", "zod"];

const ENTRY = "throughline-node-package:";

/** The specifier that makes the hook resolve `name` as a module in `from` would. */
export function toEntrySpecifier(name: string, from: string): string {
  return ENTRY + encodeURIComponent(JSON.stringify({ name, from }));
}

type Next<R> = (specifier: string, context: object) => R;

/** Works as a hook that answers at once and as one that answers later. */
export function resolve<R>(specifier: string, context: object, next: Next<R>): R {
  if (specifier.startsWith(ENTRY)) {
    const [encoded = ""] = specifier.slice(ENTRY.length).split("#", 1);
    const { name, from } = JSON.parse(decodeURIComponent(encoded)) as {
      readonly name: string;
      readonly from: string;
    };
    return next(name, { ...context, parentURL: from });
  }
  if (!isOurs(specifier)) return next(specifier, context);
  return orElse(
    () => next(specifier, context),
    () => next(specifier, { ...context, parentURL: import.meta.url }),
  );
}

/** The same for `require`: Node has a hook for it from 22.15 on, and other loaders may stand before that. */
export function resolveRequired(module: RequireInternals): void {
  const find = module._resolveFilename;
  const ours = createRequire(import.meta.url);
  module._resolveFilename = (request, ...rest) =>
    isOurs(request)
      ? orElse(
          () => find(request, ...rest),
          () => ours.resolve(request),
        )
      : find(request, ...rest);
}

/** The part of Node's CommonJS loader that other tools replace too; it is not in its types. */
export interface RequireInternals {
  _resolveFilename(this: void, request: string, ...rest: unknown[]): string;
}

function isOurs(specifier: string): boolean {
  return OURS.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function orElse<R>(first: () => R, second: () => R): R {
  const otherwise = (error: unknown): R => {
    if (!NOT_FOUND.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return second();
  };
  try {
    const found = first();
    return found instanceof Promise ? (found.catch(otherwise) as R) : found;
  } catch (error) {
    return otherwise(error);
  }
}

const NOT_FOUND = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);
