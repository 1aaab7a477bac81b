// A document as diagnostics, compiler and autocomplete see it: nodes with their types, ports, expressions and texts.
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import type { DeclaredTypes, ExpectedType } from "../expressions/index.ts";
import type { Graph } from "../graph.ts";
import type { Json, JsonObject } from "../json.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import type { TemplateReading } from "../templates.ts";

/** A checked document. Never changed; nodes that stayed as they were are the same objects in the next check. */
export interface CheckedDocument {
  readonly document: FlowDocument;
  readonly nodeTypes: NodeTypes;
  /** The nodes of known types, as drawn. */
  readonly nodes: readonly CheckedNode[];
  readonly byId: ReadonlyMap<string, CheckedNode>;
  readonly graph: Graph;
  /** JSON Schema of `steps.<id>` for each drawn node; one of an unknown type may hold anything. */
  readonly outputs: ReadonlyMap<string, JsonObject>;
  /** The nodes that a trigger leads to: only they are in the plan. */
  readonly reachable: ReadonlySet<string>;
}

/** A node of a known type. */
export interface CheckedNode {
  readonly node: DocumentNode;
  readonly nodeType: NodeType;
  /** Laid over the preset of its type. */
  readonly config: JsonObject;
  /** Ports as its fields give them: one twice where two ways out share a name. */
  readonly ports: readonly string[];
  readonly expressions: readonly PlacedExpression[];
  readonly templates: readonly PlacedTemplate[];
}

/** A Liquid text in a node's config. */
interface PlacedTemplate {
  readonly field: string;
  readonly reading: TemplateReading;
  /** What it may refer to, names that its node adds included. */
  readonly types: DeclaredTypes;
}

/** An expression in a node's config or in the settings. */
export interface PlacedExpression {
  readonly field: string;
  /** Absent when its rules could not be read; `problem` says why. */
  readonly text?: string;
  readonly problem?: string;
  /** The rules it was made of; offsets mean something only in text that the analyst wrote. */
  readonly rules?: Json;
  readonly expected: ExpectedType;
  /** What it may refer to; of the steps before it those that its node names, all where it names another one. */
  readonly types: DeclaredTypes;
}
