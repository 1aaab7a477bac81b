// What every program that talks to Temporal must do alike: how values become payloads.
export { dataConverter } from "./data-converter.ts";
export { toWorkflowPayloads } from "./workflow-payloads.ts";
