// What a page is given to evaluate expressions: the language as the editor has it, over text, so that nothing is lost on
// the way between Node and the page.
import { evaluate, parseExpression } from "@throughline/flow";

/** Answers each expression of a JSON list over a scope: what it gives, and what the check of its syntax says. */
function evaluateAll(texts: string, scope: string): string {
  const seen = JSON.parse(scope) as object; // the scope of the corpus
  return JSON.stringify(
    (JSON.parse(texts) as readonly string[]).map((text) => ({
      // written by the test
      answer: evaluate(text, seen),
      reading: parseExpression(text),
    })),
  );
}

Object.assign(globalThis, { evaluateAll });
