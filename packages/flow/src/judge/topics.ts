// Where an event meets waits: under its type, an expression, and what the expression gives for the event.
import { STARTED_TYPE } from "../event.ts";
import { evaluate } from "../expressions/on-host.ts";
import { keyText } from "../expressions/key-text.ts";
import type { KeyText } from "../expressions/key-text.ts";
import type { Cel } from "../plan.ts";
import type { EventScope } from "./scope.ts";

/** Names a topic: `topicText`, or its hash where rows are found by it. */
export type NameTopic = (type: string, keyExpression: Cel, key: string) => string;

/** The key of an event for those who listen by this expression, or why it has none. */
export function eventKey(keyExpression: Cel, scope: EventScope): KeyText {
  const value = evaluate(keyExpression, scope);
  return value.ok ? keyText(value.value) : { ok: false, reason: value.message };
}

/** The topics of an event, given the expressions that listeners use for its type. Nobody waits for a start by hand. */
export function topicsOf(
  keyExpressions: readonly Cel[],
  scope: EventScope,
  nameTopic: NameTopic,
): readonly string[] {
  const { type } = scope.event;
  if (type === STARTED_TYPE) return [];
  const topics: string[] = [];
  for (const expression of keyExpressions) {
    const key = eventKey(expression, scope);
    if (key.ok) topics.push(nameTopic(type, expression, key.text));
  }
  return topics;
}
