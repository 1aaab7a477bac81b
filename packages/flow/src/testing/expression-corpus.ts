import type { Json, JsonObject } from "../json.ts";

/** An expression with what it gives, or what it says. */
export type CorpusRow =
  | { readonly expression: string; readonly gives: Json }
  | { readonly expression: string; readonly says: string };

/** Expressions and what they give over one scope: the same in every host. */
export interface ExpressionCorpus {
  readonly scope: JsonObject;
  readonly rows: readonly CorpusRow[];
}

/** Reads what fixtures/expressions.json holds. */
export function readExpressionCorpus(file: unknown): ExpressionCorpus {
  return file as ExpressionCorpus; // the file is ours
}

/** What `evaluate` answers for a row. */
export function answerOf(
  row: CorpusRow,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string } {
  return "gives" in row ? { ok: true, value: row.gives } : { ok: false, message: row.says };
}
