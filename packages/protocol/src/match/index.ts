export type * from "./match-draft.ts";
export * from "./match-keys.ts";
export * from "./match.ts";
export { subjectsKnown } from "./profile-draft.ts";
export * from "./reentry.ts";
export * from "./routing.ts";
export * from "./static-waits.ts";
