// One file, one call: what a node type is. Form, autocomplete, publish-time check, docs page and test follow from it.
import { nodeTypeProblem, sayIssue } from "@throughline/flow";
import type {
  IconName,
  Instruction,
  Json,
  JsonObject,
  NodeType,
  PortsFrom,
  RetryPolicy,
} from "@throughline/flow";
import type { z } from "zod";
import { NODE_CONTRACT, NODE_MARK } from "./brand.ts";
import { readSchema, toDesignSchema, toPlainSchema } from "./json-schema.ts";
import type { MailArgs, MailMessage, RunArgs, RunResult } from "./ports.ts";
import { secretNames, withSecrets } from "./secret-places.ts";
import type { Secret } from "./secret.ts";

interface Described<Config extends z.ZodObject> {
  /** Kebab-case; also the file's name and the activity type. */
  readonly type: string;
  readonly version: number;
  readonly title: string;
  /** One sentence, shown in the palette. */
  readonly description: string;
  /** One of the icons that the designer carries. */
  readonly icon: IconName;
  readonly category: NodeType["category"];
  /** Becomes the form. Types are those that `run` gets; see `field`. */
  readonly config: Config;
  readonly portTitles?: Readonly<Record<string, string>>;
  /** Markdown for the docs page and the side panel. */
  readonly docs?: string;
}

/** A node that does something: its `run` becomes an activity (or a local activity when `quick`). */
export interface RunDefinition<
  Config extends z.ZodObject,
  Output extends z.ZodType,
> extends Described<Config> {
  /** Checked at run time; what later nodes can refer to as `steps.<id>`. */
  readonly output: Output;
  /**
   * Default `["next"]`; the first is where a step leaves that names none. `{ from: "classes.*.port" }` stands for the ports
   * that the analyst names in the config, in a `field.port`; with `title: "label"` a field beside it says what they are called.
   */
  readonly ports?: readonly [string | PortsFrom, ...(string | PortsFrom)[]];
  readonly retry?: RetryPolicy;
  /** Limit of one try, ISO 8601; default PT30S. */
  readonly timeout?: string;
  /** Touches our own database only and finishes in milliseconds. */
  readonly quick?: true;
  /** May leave an effect of unknown outcome (mail), and so offers the choice between sending again and parking. */
  readonly mayBeUnsure?: true;
  /** Used by the simulator, the docs page and the contract test. */
  readonly sample: { readonly config: JsonObject; readonly output: z.input<Output> & Json };
  /** The mail that `run` would send, made without doing anything: people see it, and may send it to themselves, beforehand. */
  readonly mail?: (args: MailArgs<z.output<Config>>) => Promise<MailMessage>;
  run(args: RunArgs<z.output<Config>>): Promise<{ readonly port?: string; readonly output: z.input<Output> }>;
}

/** A node that is a wait, a split, a task, a trigger or an end: data for the engine, no code. */
export interface InstructionDefinition<Config extends z.ZodObject> extends Described<Config> {
  readonly instruction: Exclude<Instruction, "run">;
  /** Instruction fields that you fix; the node's config is laid over them. */
  readonly preset?: JsonObject;
  readonly output: z.ZodType;
  readonly sample: { readonly config: JsonObject; readonly output: Json };
}

/** A node type, ready: data for everyone, code for the worker. */
export interface DefinedNode {
  /** Known by this, also when a package brings its own copy of `defineNode`. */
  readonly [NODE_MARK]: number;
  readonly nodeType: NodeType;
  /** The names of the secrets that a config refers to, in the places where the type takes one and nowhere else. */
  secretNames(config: Json): readonly string[];
  /** Present for instruction `run`. */
  readonly run?: (args: RunArgs<unknown>) => Promise<RunResult>;
  /** Present where there is a mail to be shown beforehand. */
  readonly mail?: (args: MailArgs<unknown>) => Promise<MailMessage>;
  /**
   * Checks a config whose expressions are evaluated, fills in defaults and puts the secrets in the places of their
   * names. Throws a ZodError.
   */
  parseConfig(config: Json, secrets?: ReadonlyMap<string, Secret<string>>): unknown;
  /** Checks what `run` returned; keys that the schema does not know are dropped. Throws a ZodError. */
  parseOutput(output: unknown): Json;
}

/**
 * Defines a node type. Throws a TypeError when a schema cannot travel to the browser, the sample does not fit, or anything
 * else that it says could not be published: a timeout that is no duration, a port that is no word, a preset that its
 * instruction does not take.
 *
 * ```ts
 * export const shout = defineNode({
 *   type: "shout", version: 1, title: "Shout", description: "Says it louder.", icon: "speakerphone", category: "data",
 *   config: z.object({ text: field.text({ title: "Text", computed: true }) }),
 *   output: z.object({ text: z.string() }),
 *   quick: true,
 *   sample: { config: { text: "hello" }, output: { text: "HELLO" } },
 *   run: async ({ config }) => ({ output: { text: config.text.toUpperCase() } }),
 * });
 * ```
 */
export function defineNode<Config extends z.ZodObject, Output extends z.ZodType>(
  definition: RunDefinition<Config, Output> | InstructionDefinition<Config>,
): DefinedNode {
  const { type } = definition;
  const plain = toPlainSchema(type, definition.config);
  const config = readSchema(plain);
  const outputSchema = toPlainSchema(type, definition.output);
  const nodeType = toNodeType(definition, toDesignSchema(plain), outputSchema);
  assertSample(nodeType, definition.output);
  assertUsable(nodeType);
  return {
    [NODE_MARK]: NODE_CONTRACT,
    nodeType,
    ...("run" in definition ? { run: (args: RunArgs<unknown>) => runDefined(definition, args) } : {}),
    ...("mail" in definition && definition.mail !== undefined
      ? { mail: (args: MailArgs<unknown>) => mailDefined(definition, args) }
      : {}),
    secretNames: (value) => secretNames(value, plain),
    parseConfig: (value, secrets) =>
      withSecrets(
        config.parse(value, { error: sayIssue }) as Json,
        plain,
        secrets ?? new Map<string, Secret<string>>(),
      ),
    parseOutput: (value) => definition.output.parse(value, { error: sayIssue }) as Json,
  };
}

// parseConfig made this config from the definition's own schema, so its type is the one the author declared.
async function runDefined<Config extends z.ZodObject, Output extends z.ZodType>(
  definition: RunDefinition<Config, Output>,
  args: RunArgs<unknown>,
): Promise<RunResult> {
  const result = await definition.run(args as RunArgs<z.output<Config>>);
  return { ...(result.port === undefined ? {} : { port: result.port }), output: result.output as Json };
}

// As above.
async function mailDefined<Config extends z.ZodObject, Output extends z.ZodType>(
  { type, mail }: RunDefinition<Config, Output>,
  args: MailArgs<unknown>,
): Promise<MailMessage> {
  if (mail === undefined) throw new TypeError(`Cannot show a mail of "${type}": it sends none`);
  return mail(args as MailArgs<z.output<Config>>);
}

function toNodeType<Config extends z.ZodObject, Output extends z.ZodType>(
  definition: RunDefinition<Config, Output> | InstructionDefinition<Config>,
  config: JsonObject,
  output: JsonObject,
): NodeType {
  const described = {
    type: definition.type,
    version: definition.version,
    title: definition.title,
    description: definition.description,
    icon: definition.icon,
    category: definition.category,
    ...(definition.portTitles === undefined ? {} : { portTitles: definition.portTitles }),
    ...(definition.docs === undefined ? {} : { docs: definition.docs }),
    config,
    output,
    sample: definition.sample as NodeType["sample"],
  };
  if (!("run" in definition)) {
    return {
      ...described,
      instruction: definition.instruction,
      ...(definition.preset === undefined ? {} : { preset: definition.preset }),
    };
  }
  return {
    ...described,
    instruction: "run",
    ports: definition.ports ?? ["next"],
    ...(definition.quick === undefined ? {} : { quick: definition.quick }),
    ...(definition.retry === undefined ? {} : { retry: definition.retry }),
    ...(definition.timeout === undefined ? {} : { timeout: definition.timeout }),
    ...(definition.mayBeUnsure === undefined ? {} : { mayBeUnsure: definition.mayBeUnsure }),
  };
}

/** Whatever is wrong is said to the author when the type loads; the compiler trusts it from there on. */
function assertUsable(nodeType: NodeType): void {
  const problem = nodeTypeProblem(nodeType);
  if (problem !== null) throw new TypeError(`Cannot define node type "${nodeType.type}": ${problem}`);
}

function assertSample(nodeType: NodeType, output: z.ZodType): void {
  for (const [what, checked] of [
    ["config", readSchema(nodeType.config).safeParse(nodeType.sample.config)],
    ["output", output.safeParse(nodeType.sample.output)],
  ] as const) {
    if (checked.success) continue;
    const [first] = checked.error.issues;
    throw new TypeError(
      `Cannot define node type "${nodeType.type}": its sample ${what} does not fit its schema at "/${(first?.path ?? []).map(String).join("/")}" (${first?.message ?? "unknown"}), give a sample that does`,
    );
  }
}
