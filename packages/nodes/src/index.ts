export * from "./ports.ts";
export { Secret } from "./secret.ts";
