// A result that an operator gives a step is held to what its node type says of results: later steps read it as such.
import type { Routes } from "@throughline/contract";
import type { RunViewRow } from "@throughline/db";
import { nodeOf, parseDocument } from "@throughline/flow";
import { toPointer } from "@throughline/intake";
import type { NodeRegistry } from "@throughline/nodes";
import { z } from "zod";
import { ProblemError } from "../http/problem.ts";

type Resolve = z.output<Routes["resolveRun"]["body"]>;

/** Throws the problem of an operator whose result the node could not have had. Ports and nodes are the run's own to judge. */
export function checkRepair(
  { document }: Pick<RunViewRow, "document">,
  { step, how }: Resolve,
  nodes: Pick<NodeRegistry, "get">,
): void {
  if (how.action !== "set-output") return;
  const drawn = parseDocument(document);
  const node = drawn.ok ? drawn.document.nodes.find(({ id }) => id === nodeOf(step)) : undefined;
  // A node or a type that is not known here is the worker's to judge.
  const type = node === undefined ? undefined : nodes.get(node.type, node.typeVersion);
  if (node === undefined || type === undefined) return;
  try {
    type.parseOutput(how.output);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new ProblemError(
      422,
      `Cannot repair step "${step}": the result is not what “${node.name}” gives, and later steps could not read it`,
      {
        problems: error.issues.map(({ path, message }) => ({
          path: `/how/output${toPointer(path)}`,
          message,
        })),
      },
    );
  }
}
