import type { Json } from "../json.ts";

/** What the newest events of a type looked like. */
export interface SeenEvents {
  readonly type: string;
  /** How many were looked at. */
  readonly sampled: number;
  readonly fields: readonly SeenField[];
}

/** A field of their data. */
export interface SeenField {
  /** `event.data.cart.total` */
  readonly path: string;
  /** Its types in JSON, `number`, `list`, `null | string`. */
  readonly type: string;
  readonly sample: Json;
  /** In how many of them it was not there. */
  readonly absentIn: number;
  /** In how many it was null. */
  readonly nullIn: number;
}
