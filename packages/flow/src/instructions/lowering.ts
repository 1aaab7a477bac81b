// What an instruction must be able to do before run time: read its fields and become a step of the plan.
import type { z } from "zod";
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import type { ExpectedType } from "../expressions/index.ts";
import type { JsonObject } from "../json.ts";
import type { NodeType } from "../node-type.ts";
import type { PlanStep } from "../plan.ts";
import type { StepOf } from "./behaviour.ts";

/** What an expression sees at its place: values of the run, the candidate event, both, or the entry event alone. */
export type Sight = "run" | "event" | "filter" | "entry";

/** A field that holds an expression; `*` stands for any index. */
interface ExpressionPlace {
  readonly path: string;
  readonly expected: ExpectedType;
  readonly sees: Sight;
}

/** A node on its way into the plan; `config` is the node's config laid over its type's preset. */
export interface LoweringInput {
  readonly document: FlowDocument;
  readonly node: DocumentNode;
  readonly nodeType: NodeType;
  readonly config: JsonObject;
  /** Paths into the run that its Liquid texts refer to, each once, sorted. */
  readonly scopePaths: readonly (readonly string[])[];
  /** Of the types of events that it waits for, those that a wait before it names too. */
  readonly sharedTypes: readonly string[];
}

type OwnFields<Op extends PlanStep["op"]> = Omit<
  StepOf<Op>,
  "id" | "type" | "typeVersion" | "name" | "next" | "readsProfile"
>;

export interface Lowering<Op extends PlanStep["op"]> {
  /** The instruction's fields as zod; absent where a node's config is its own. */
  readonly fields?: z.ZodType;
  readonly expressions: readonly ExpressionPlace[];
  /**
   * Types of the events that a node takes, of one field where only some can be meant there; also of a config that is half
   * filled in. Absent for instructions that take none.
   */
  events?(config: JsonObject, field?: string): readonly string[];
  /** The step's own fields; the config was checked before. */
  lower(input: LoweringInput): OwnFields<Op>;
}
