// What the language, the API and the browser know of a node type: data, never code.
import type { FlowSender } from "./document/schema.ts";
import type { Json, JsonObject } from "./json.ts";

/** The closed set of instructions that this engine executes. */
export const INSTRUCTIONS = ["trigger", "run", "wait", "split", "task", "end"] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];

/** Groups of the palette, in its order. */
export const CATEGORIES = [
  "triggers",
  "waits",
  "logic",
  "messages",
  "people",
  "data",
  "stock",
  "outside",
  "end",
] as const;

/** How a step is retried before it parks. Durations are ISO 8601. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly every: string;
  readonly upTo?: string;
}

/** Ports that the analyst names in the config of a `run`. */
export interface PortsFrom {
  /** Where the config has them: `fallback`, `classes.*` (a list of names) or `classes.*.port` (a field of each item). */
  readonly from: string;
  /** The field beside the name that says what the port is called on the drawing: `label`. */
  readonly title?: string;
}

export interface NodeType {
  /** Kebab-case; also the activity type and the file's name. */
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** A name of the designer's icon set (`ICONS`), e.g. `mail`. */
  readonly icon: string;
  /** One of the palette's groups, or a word for one of your own. */
  readonly category: (typeof CATEGORIES)[number] | (string & {});
  readonly instruction: Instruction;
  /** Instruction fields that the author fixed; the node's config is laid over them. */
  readonly preset?: JsonObject;
  /** Output ports of a `run`, fixed or named by its config; other instructions derive theirs from their fields. */
  readonly ports?: readonly (string | PortsFrom)[];
  /** What a port is called on the drawing, where its key does not read well. */
  readonly portTitles?: Readonly<Record<string, string>>;
  /** JSON Schema (2020-12) of the node's config, with `title`, `description` and `x-ui` hints for the form. */
  readonly config: JsonObject;
  /** JSON Schema of what the node's step puts into `steps.<id>`. */
  readonly output: JsonObject;
  /** Touches our own database only: runs as a local activity. */
  readonly quick?: true;
  readonly retry?: RetryPolicy;
  /** Start-to-close limit of one try, ISO 8601; default PT30S. */
  readonly timeout?: string;
  /** A step that may leave an effect of unknown outcome (mail) and so offers the choice `unsure`. */
  readonly mayBeUnsure?: true;
  readonly sample: { readonly config: JsonObject; readonly output: Json };
  /** Markdown for the docs page and the side panel. */
  readonly docs?: string;
}

/** Hints in a config schema's `x-ui`; the form is drawn from them and compile reads `template` and `expression`. */
export interface FieldHints {
  /** `text`, `textarea`, `code`, `duration`, `event-type`, `secret`, `stock-item`, `topic`, `queue`, `hook`, `condition`, `mjml`, … */
  readonly widget?: string;
  /** The string is Liquid. */
  readonly template?: boolean;
  /**
   * The Liquid is rendered before `run`, which gets the text: `line` may hold no line break, in an `address` each value is
   * percent-encoded. In a JSON value it is every text in it.
   */
  readonly rendered?: "text" | "line" | "address";
  /** Names that the Liquid text may use beside the run's: values that the node adds when it renders. */
  readonly templateNames?: readonly string[];
  /** The field may be (or must be) an expression of this type. */
  readonly expression?: "bool" | "string" | "number" | "duration" | "moment" | "any";
  readonly secret?: boolean;
  /** Shown under "More". */
  readonly advanced?: boolean;
  readonly placeholder?: string;
  /** What the words of a choice are called. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What one item of a list is called; the title's own singular without it. */
  readonly item?: string;
  /** An empty field takes what the flow's settings say under this name. */
  readonly fromSender?: keyof FlowSender;
  /** What a fixed value must look like, and the sentence that says so. */
  readonly fits?: { readonly pattern: string; readonly says: string };
}

/** Node types by `type@version`. */
export type NodeTypes = ReadonlyMap<string, NodeType>;

export function nodeTypeKey(type: string, version: number): string {
  return `${type}@${version}`;
}

/** Indexes a list of node types; throws a RangeError on a repeated type and version. */
export function toNodeTypes(list: readonly NodeType[]): NodeTypes {
  const types = new Map<string, NodeType>();
  for (const type of list) {
    const key = nodeTypeKey(type.type, type.version);
    if (types.has(key)) throw new RangeError(`Cannot load node type "${key}": it is defined twice`);
    types.set(key, type);
  }
  return types;
}
