export { findDraft, takeDocument } from "./find-flow.ts";
