// The activity of a step: from the node type and its evaluated config to a port and an output.
import { activityInfo, cancellationSignal, heartbeat } from "@temporalio/activity";
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { isJsonObject, portsOf, titleAt } from "@throughline/flow";
import type { Json, JsonObject, MarkedTemplate } from "@throughline/flow";
import { renderMarked } from "@throughline/mail";
import { shortIdOf } from "@throughline/flow/stepper";
import type { DefinedNode, NodeRegistry, Ports, RunResult, Secret } from "@throughline/nodes";
import type { TransactStore } from "@throughline/protocol";
import type { PortsHouse } from "../ports/index.ts";
import type { StepGuard } from "../isolation/step-guard.ts";
import type { StepAnswer, StepInput } from "../workflow/step-input.ts";
import { createSentNotes } from "../ports/sent-notes.ts";
import type { SentNotes } from "../ports/sent-notes.ts";
import { createEffect } from "./effects.ts";
import { toFailure } from "./step-failures.ts";

export interface RunStepDeps {
  readonly nodes: NodeRegistry;
  readonly store: TransactStore;
  readonly ports: Pick<PortsHouse, "forStep" | "renderer" | "keepSent">;
  readonly log: (message: string, fields: JsonObject) => void;
  readonly guard: Pick<StepGuard, "run">;
}

export type StepActivity = (input: StepInput) => Promise<StepAnswer>;

/** Bytes of JSON that a step may hand to later ones. */
const OUTPUT_LIMIT = 64 * 1024;

/** Creates the activities of a worker: one for every node type that runs, named as the type, and one for all others. */
export function createStepActivities(deps: RunStepDeps): Readonly<Record<string, StepActivity>> {
  const types = new Set(
    deps.nodes.types.filter(({ instruction }) => instruction === "run").map(({ type }) => type),
  );
  return {
    ...Object.fromEntries([...types].map((type) => [type, createRunStep(deps, type)])),
    // Temporal asks for this where no activity has the step's type.
    default: ({ typeVersion }) => refuseUnknownType(activityInfo().activityType, typeVersion),
  };
}

async function refuseUnknownType(type: string, version: number): Promise<never> {
  throw unknownType(type, version);
}

/** Tried again: another worker may have it, as a deployment is under way. */
function unknownType(type: string, version: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: "unknown-node-type",
    message: `Cannot run "${type}" version ${version}: this worker does not have it, install its package (THROUGHLINE_NODE_PACKAGES) and try the step again`,
  });
}

/** Creates the activity of one node type, whatever version a plan asks for. */
function createRunStep(deps: RunStepDeps, type: string): StepActivity {
  return async (input) => {
    const signal = cancellationSignal();
    const stopBeating = beat();
    const secrets = new Map<string, Secret<string>>();
    const notes = createSentNotes();
    try {
      return await runStep(deps, type, input, { signal, secrets, notes });
    } catch (error) {
      if (signal.aborted)
        throw error instanceof CancelledFailure ? error : new CancelledFailure("The step was cancelled");
      throw toFailure(error, [...secrets.values()]);
    } finally {
      await keepSent(deps, input, notes.toKeep(input.config, [...secrets.values()]));
      stopBeating();
    }
  };
}

/** For looking at only: a step that did its work does not fail for it. */
async function keepSent(
  { ports, log }: RunStepDeps,
  { run, step }: StepInput,
  what: Json | null,
): Promise<void> {
  if (what === null) return;
  await ports.keepSent({ run, step, what }).catch((error: unknown) => {
    log("what a step sent could not be kept", {
      run,
      step,
      why: error instanceof Error ? error.message : "",
    });
  });
}

interface Try {
  readonly signal: AbortSignal;
  /** Filled as they are opened, so that an error can be cleaned of them. */
  readonly secrets: Map<string, Secret<string>>;
  readonly notes: SentNotes;
}

async function runStep(
  deps: RunStepDeps,
  type: string,
  input: StepInput,
  { signal, secrets, notes }: Try,
): Promise<StepAnswer> {
  const node = findNode(deps.nodes, type, input.typeVersion);
  const ports = deps.ports.forStep({
    run: input.run,
    step: input.step,
    subject: input.subject,
    signal,
    note: (what) => notes.note(what),
  });
  await openSecrets(ports, node.secretNames(input.config), secrets);
  const scope = toScope(input);
  const { run, step } = input;
  const render = async (text: string, values: JsonObject, as?: MarkedTemplate["as"]): Promise<string> => {
    const result = await deps.ports.renderer.renderText(text, values, as);
    notes.rendered(text, result);
    return result;
  };
  const config = await renderMarked(input.config, (text, as) => render(text, scope, as));
  const args = {
    config: parseConfig(node, config, secrets),
    scope,
    subject: input.subject,
    run: toRun(input),
    step: input.step,
    effect: createEffect(deps.store, {
      run: input.run,
      key: input.key,
      subject: input.subject,
      mayBeUnsure: node.nodeType.mayBeUnsure ?? false,
      unsure: input.unsure,
    }),
    ports,
    render: (text: string, values?: JsonObject) => render(text, { ...scope, ...values }),
    log: (message: string, fields?: JsonObject) => deps.log(message, { run, step, ...fields }),
  };
  const result = await deps.guard.run({ type, version: input.typeVersion, run, step }, (floating) =>
    node.run({ ...args, signal: AbortSignal.any([signal, floating]) }),
  );
  return { port: checkPort(node, input.config, result), output: checkOutput(node, result.output) };
}

function findNode(
  nodes: NodeRegistry,
  type: string,
  version: number,
): DefinedNode & Required<Pick<DefinedNode, "run">> {
  const node = nodes.get(type, version);
  const { run } = node ?? {};
  if (node === undefined || run === undefined) throw unknownType(type, version);
  return { ...node, run };
}

async function openSecrets(
  ports: Ports,
  names: readonly string[],
  into: Map<string, Secret<string>>,
): Promise<void> {
  for (const name of names) into.set(name, await ports.secrets.resolve(name));
}

function parseConfig(
  node: DefinedNode,
  config: JsonObject,
  secrets: ReadonlyMap<string, Secret<string>>,
): unknown {
  try {
    return node.parseConfig(config, secrets);
  } catch (cause) {
    throw ApplicationFailure.create({
      type: "config-invalid",
      nonRetryable: true,
      message: `The values of this step do not fit "${node.nodeType.title}": ${sayIssues(cause, (path) => titleAt(node.nodeType.config, path))}`,
    });
  }
}

function checkPort({ nodeType }: DefinedNode, config: JsonObject, { port }: RunResult): string {
  const ports = portsOf(nodeType, config);
  const chosen = port ?? ports[0] ?? "next";
  if (ports.includes(chosen)) return chosen;
  throw ApplicationFailure.create({
    type: "output-invalid",
    nonRetryable: true,
    message: `"${nodeType.type}" left by port "${chosen}", which it does not have: it has ${ports.join(", ")}`,
  });
}

function checkOutput(node: DefinedNode, output: Json): Json {
  const refuse = (message: string) =>
    ApplicationFailure.create({ type: "output-invalid", nonRetryable: true, message });
  let checked: Json;
  try {
    checked = node.parseOutput(output);
  } catch (cause) {
    throw refuse(
      `What "${node.nodeType.title}" answered does not fit its declared output: ${sayIssues(cause)}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(checked));
  if (bytes > OUTPUT_LIMIT)
    throw refuse(
      `What "${node.nodeType.title}" answered has ${bytes} bytes, a step may keep ${OUTPUT_LIMIT}`,
    );
  return checked;
}

/** The places and reasons of a ZodError, never the values. */
function sayIssues(error: unknown, called = (path: readonly string[]) => path.join(".")): string {
  const issues =
    (
      error as {
        readonly issues?: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
      }
    ).issues ?? [];
  const said = issues.slice(0, 5).map(({ path, message }) => `“${called(path.map(String))}” ${message}`);
  return said.length === 0 ? "it could not be checked" : said.join("; ");
}

function toScope(input: StepInput): JsonObject {
  const { run } = input.scope;
  const given = isJsonObject(run) ? run : {};
  return { ...input.scope, subject: input.subject, run: { ...toRun(input), ...given } };
}

function toRun({ run }: StepInput): { readonly id: string; readonly shortId: string; readonly flow: string } {
  const dot = run.lastIndexOf(".");
  return { id: run, shortId: shortIdOf(run), flow: dot < 0 ? run : run.slice(0, dot) };
}

/** Cancellation reaches an activity with the answer to a heartbeat. Local activities have none. */
function beat(): () => void {
  if (activityInfo().isLocal) return () => undefined;
  const timer = setInterval(() => heartbeat(), 1000);
  return () => clearInterval(timer);
}
