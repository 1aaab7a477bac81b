import type { ASTNode } from "@marcbachmann/cel-js";
import { textOf } from "./frame.ts";
import type { Source } from "./frame.ts";
import type { Side } from "./operators.ts";

/** Its text is worked out only where something is said of it; an object with a getter of its own costs a microsecond. */
export class WrittenSide implements Side {
  readonly #source: Source;
  readonly #node: ASTNode;
  readonly value: unknown;
  constructor(source: Source, node: ASTNode, value: unknown) {
    this.#source = source;
    this.#node = node;
    this.value = value;
  }
  get text(): string {
    return textOf(this.#source, this.#node);
  }
}
