// What other rooms may use of this one.
export { toRunSummary } from "./run-views.ts";
