import { isMarked } from "./brand.ts";

const hidden = "•••";
const SECRET = Symbol.for("throughline.secret");

/** A value that prints as dots: in JSON, in logs, in errors. Only `reveal` gives it, at the call that needs it. */
export class Secret<T> {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(this, Secret, value, SECRET);
  }
  readonly [SECRET] = true;
  readonly #value: T;
  /** Host names the value may be sent to, lower-case; empty: none. */
  readonly hosts: readonly string[];
  constructor(value: T, hosts: readonly string[] = []) {
    this.#value = value;
    this.hosts = hosts;
  }
  reveal(): T {
    return this.#value;
  }
  toJSON(): string {
    return hidden;
  }
  toString(): string {
    return hidden;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}
