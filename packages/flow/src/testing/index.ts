// Short text for flows, facts and commands, so that a test of the language fits on a few lines.
export { commandsText } from "./commands-text.ts";
export { factsFromText } from "./facts-from-text.ts";
export { documentFromText, planFromText } from "./flow-from-text.ts";
export { testNodeTypes } from "./test-node-types.ts";
export { createPlayer, startInput } from "./player.ts";
export type { Player } from "./player.ts";
export { answerOf, readExpressionCorpus } from "./expression-corpus.ts";
export type { CorpusRow, ExpressionCorpus } from "./expression-corpus.ts";
export { randomExpressions } from "./random-expressions.ts";
