import type { Read } from "../time/read-date.ts";
import { ValueProblem } from "./failure.ts";

/** The value that was read; why there is none is what is said of the expression. */
export function taken<Value>(read: Read<Value>): Value {
  if (read.ok) return read.value;
  throw new ValueProblem(read.message);
}
