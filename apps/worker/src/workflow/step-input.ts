import type { Json, JsonObject } from "@throughline/flow/stepper";

/** What the activity of a step receives; its type is the node type's key. */
export interface StepInput {
  readonly typeVersion: number;
  /** Expressions are evaluated; Liquid text and secret references are as drawn. */
  readonly config: JsonObject;
  readonly scope: JsonObject;
  /** Effect key prefix `run/node.visit`; a repair with `retry` keeps it. */
  readonly key: string;
  readonly step: string;
  readonly unsure: "resend" | "park";
  readonly subject: string;
  readonly run: string;
}

/** What it answers. Without a port the step leaves by its first one. */
export interface StepAnswer {
  readonly port?: string;
  readonly output: Json;
}
