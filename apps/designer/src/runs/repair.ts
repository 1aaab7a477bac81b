// From what an operator chose and typed to a repair, or to a sentence about what is wrong with it.
import { repairSchema } from "@throughline/contract";
import type { TrailEntry } from "@throughline/contract";
import { markTemplates, nodeTypeKey, parseJson } from "@throughline/flow";
import type { FlowDocument, JsonObject, NodeTypes } from "@throughline/flow";
import type { z } from "zod";

export type Repair = z.output<typeof repairSchema>;
export type RepairAction = Repair["action"];

/** What each repair is called, on the screen and in the operator's guide. */
export const repairTitles: Readonly<Record<RepairAction, string>> = {
  retry: "Try again",
  skip: "Skip this step",
  "set-output": "Go on with a result I give",
  "go-to": "Go to another node",
  "send-again": "Send again, as a new effect",
  exit: "End the run",
};

/** The form as it is filled in. */
export interface RepairChoice {
  readonly action: RepairAction;
  readonly port: string | null;
  /** The result to go on with, as JSON text. */
  readonly output: string;
  /** The input for another attempt, as JSON text; null leaves it as it was. */
  readonly input: string | null;
  readonly target: string | null;
  readonly outcome: string;
}

type Reading = { readonly ok: true; readonly how: Repair } | { readonly ok: false; readonly problem: string };

/** Reads the form. */
export function toRepair({ action, port, output, input, target, outcome }: RepairChoice): Reading {
  const leaving = port === null ? {} : { port };
  switch (action) {
    case "retry":
    case "send-again":
      return input === null
        ? { ok: true, how: { action } }
        : parsed(
            input,
            "The input is not JSON.",
            (config) => ({ action, config }),
            "The input is an object: { … }.",
          );
    case "skip":
      return { ok: true, how: { action, ...leaving } };
    case "set-output":
      return parsed(output, "The result is not JSON.", (value) => ({ action, output: value, ...leaving }));
    case "go-to":
      return target === null
        ? { ok: false, problem: "Choose the node to go to." }
        : { ok: true, how: { action, node: target } };
    case "exit":
      return checked(
        { action, outcome },
        "An outcome has 1 to 63 characters: letters, digits, dots, hyphens and underscores, a letter or digit first.",
      );
  }
}

/** The input to start from when it is changed: what the visit was given, or as it is drawn when it never got that far. */
export function inputOf(entry: TrailEntry, document: FlowDocument, nodeTypes: NodeTypes): string {
  const node = document.nodes.find(({ id }) => id === entry.node);
  const nodeType = node === undefined ? undefined : nodeTypes.get(nodeTypeKey(node.type, node.typeVersion));
  const config = (node?.config ?? {}) as JsonObject; // a config is JSON
  const drawn = nodeType === undefined ? config : markTemplates(config, nodeType);
  return JSON.stringify(entry.input ?? drawn, null, 2);
}

function parsed(
  text: string,
  notJson: string,
  build: (value: unknown) => unknown,
  misshapen = notJson,
): Reading {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { ok: false, problem: notJson };
  }
  return checked(build(value), misshapen);
}

function checked(how: unknown, problem: string): Reading {
  const read = repairSchema.safeParse(how);
  return read.success ? { ok: true, how: read.data } : { ok: false, problem };
}
