export { hasOrigin } from "./key-ring.ts";
