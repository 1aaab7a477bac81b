/** The node id of a step `node.visit`; node ids have no dot. */
export function nodeOf(step: string): string {
  return step.slice(0, step.lastIndexOf("."));
}
