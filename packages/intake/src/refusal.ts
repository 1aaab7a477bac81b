// What the way in says no with: a value, so that an HTTP door, a broker bridge and a step that emits can each answer in their own way.

/** Why something is not taken; whoever stands at an edge switches over these. */
export type FaultCode =
  | "not-utf8"
  | "not-json"
  /** Nested too deeply, too many keys, a key that is too long. */
  | "too-complex"
  /** U+0000, or what cannot be written as JSON. */
  | "not-storable"
  /** No event: a field is missing, of the wrong form, or reserved. */
  | "not-valid"
  /** The sender may not speak for this source. */
  | "foreign-source"
  | "too-large"
  | "too-many"
  /** The store took the others of the group and refuses a value of this request. */
  | "store-refuses"
  /** Too much waits, or the process ends: the same again, later. */
  | "busy"
  /** The store does not answer: the same again, later. */
  | "store-away";

/** One thing that is wrong. */
export interface Fault {
  readonly code: FaultCode;
  /** JSON pointer (RFC 6901) into what was sent; "" is the whole. */
  readonly path: string;
  /** Ends a sentence that begins with what lies at `path`: "must be a text". */
  readonly message: string;
}

/** Nothing of a request was taken. */
export interface Refusal {
  readonly kind: "refused";
  /** A whole sentence: `Cannot <action>: <what is so>, <what would be right>`. */
  readonly message: string;
  /** Everything that is wrong, at least one. */
  readonly faults: readonly Fault[];
  /** The error behind it, for the log only. */
  readonly cause?: unknown;
}

/** The refusal of a whole for one reason. */
export function refuse(message: string, fault: Fault, cause?: unknown): Refusal {
  return { kind: "refused", message, faults: [fault], ...(cause === undefined ? {} : { cause }) };
}
