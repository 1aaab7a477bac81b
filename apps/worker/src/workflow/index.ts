// The worker's only workflow. A default export serves every workflow type, so each flow appears under its own key in
// the Temporal UI and publishing one needs neither a build nor a restart.
export { run as default } from "./run.ts";
