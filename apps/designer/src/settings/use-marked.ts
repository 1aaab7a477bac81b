import { useState } from "react";

/** Which fields of a dialog are marked when they are wrong: those that were left, and all once somebody wants to save. */
export function useMarked<Field extends string>() {
  const [left, setLeft] = useState<ReadonlySet<Field> | "all">(new Set());
  return {
    /** The sentence to show at a field. */
    at: (wrong: Readonly<Partial<Record<Field, string>>>, field: Field): string | undefined =>
      left === "all" || left.has(field) ? wrong[field] : undefined,
    leave: (field: Field): void => setLeft((old) => (old === "all" ? old : new Set([...old, field]))),
    all: (): void => setLeft("all"),
  };
}
