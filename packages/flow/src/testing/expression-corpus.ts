import { readFileSync } from "node:fs";
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

/** Reads fixtures/expressions.json. */
export function readExpressionCorpus(): ExpressionCorpus {
  const file = new URL("../../../../fixtures/expressions.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as ExpressionCorpus; // the file is ours
}

/** What `evaluate` answers for a row. */
export function answerOf(
  row: CorpusRow,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string } {
  return "gives" in row ? { ok: true, value: row.gives } : { ok: false, message: row.says };
}
