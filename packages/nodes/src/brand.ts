// A package may bring a copy of this library of its own. What both copies make is known by a mark, never by its class.

/** What `defineNode` makes is marked with this, and the number of the contract that it keeps. */
export const NODE_MARK: unique symbol = Symbol.for("throughline.node-type") as never;

/** The contract between what `defineNode` makes and the processes that use it; it counts up when they no longer fit. */
export const NODE_CONTRACT = 1;

/**
 * `instanceof` for a class of which there may be several copies: whatever carries the mark is one. Its subclasses are
 * asked as usual.
 */
export function isMarked(self: unknown, original: unknown, value: unknown, mark: symbol): boolean {
  if (self === original) return typeof value === "object" && value !== null && mark in value;
  return Function.prototype[Symbol.hasInstance].call(self as () => void, value);
}
