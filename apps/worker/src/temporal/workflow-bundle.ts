// The sandbox code as one file: made when the worker is built, or at start when it runs from source.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode } from "@temporalio/worker";
import type { Logger, WorkflowBundleOption } from "@temporalio/worker";

/** Where the build puts the bundle. */
export const BUNDLE_FILE = fileURLToPath(new URL("../workflow-bundle.js", import.meta.url));

/** True when this file runs as TypeScript; its siblings are then TypeScript too. */
const isSource = import.meta.url.endsWith(".ts");

export interface BundleSettings {
  readonly logger?: Logger;
  /** Import → path of the module to take instead; tests lower the limits with it. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Path of the workflows; tests put other ones beside the preloaded modules. */
  readonly workflows?: string;
}

/** The built bundle when there is one beside this file, else one made now (about a second). */
export async function loadWorkflowBundle(settings: BundleSettings = {}): Promise<WorkflowBundleOption> {
  if (!isSource && existsSync(BUNDLE_FILE)) return { codePath: BUNDLE_FILE };
  return { code: await makeWorkflowBundle(settings) };
}

/** Bundles the workflow; zod must never get into it (half a megabyte of heap per cached run). */
export async function makeWorkflowBundle({
  logger,
  alias = {},
  workflows = sibling("index"),
}: BundleSettings = {}): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflows,
    preloadModules: [sibling("preload")],
    ...(logger === undefined ? {} : { logger }),
    webpackConfigHook: (config) => {
      const given = Array.isArray(config.resolve?.alias) ? {} : config.resolve?.alias;
      return {
        ...config,
        resolve: {
          ...config.resolve,
          alias: {
            ...given,
            ...alias,
          },
          conditionNames: isSource ? ["@throughline/source", "..."] : ["..."],
        },
      };
    },
  });
  return code;
}

function sibling(name: string): string {
  return fileURLToPath(new URL(`../workflow/${name}${isSource ? ".ts" : ".js"}`, import.meta.url));
}
