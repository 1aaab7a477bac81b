// Imports a node package from the operator's folder, in whatever form it is: installed, linked, a folder, a file;
// ES modules or CommonJS; JavaScript or, where this Node or the checkout can read it, TypeScript.
import * as nodeModule from "node:module";
import { resolve as hook, resolveRequired, toEntrySpecifier } from "./import-hook.ts";
import type { RequireInternals } from "./import-hook.ts";

/** `name` as a module at the URL `from` would import it: a bare specifier, or a file URL. */
export async function importPackage(name: string, from: string): Promise<unknown> {
  install();
  const specifier = toEntrySpecifier(name, from);
  try {
    return await import(/* @vite-ignore */ specifier);
  } catch (error) {
    if (!isUnreadTypeScript(error) || !(await readTypeScript())) throw error;
    return await import(/* @vite-ignore */ `${specifier}#typescript`);
  }
}

/** True when all that is wrong is that this process cannot read TypeScript. */
export function isUnreadTypeScript(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message }: NodeJS.ErrnoException = error;
  return (
    code === "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING" ||
    (code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?tsx?\b/.test(message))
  );
}

/** Newer than the types of the oldest Node that is supported. */
interface NewerModule {
  registerHooks?(this: void, hooks: { readonly resolve: typeof hook }): void;
}

let isInstalled = false;

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  resolveRequired(nodeModule.Module as unknown as RequireInternals);
  const { registerHooks } = nodeModule as NewerModule;
  if (registerHooks !== undefined) {
    registerHooks({ resolve: hook });
    return;
  }
  const isSource = import.meta.url.endsWith(".ts");
  nodeModule.register(new URL(isSource ? "./import-hook.ts" : "./import-hook.js", import.meta.url));
}

/** In a checkout tsx is there; it reads what Node alone does not. */
async function readTypeScript(): Promise<boolean> {
  const tsx = "tsx/esm/api";
  const found = (await import(/* @vite-ignore */ tsx).catch(() => null)) as { register(): unknown } | null;
  found?.register();
  return found !== null;
}
