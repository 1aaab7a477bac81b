import type { Json } from "../json.ts";
import { isObject } from "./config-walk.ts";

/** The texts under one name in a list of objects, half filled in or not. */
export function wordsAt(list: Json | undefined, name: string): readonly string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).filter(isObject).flatMap((item) => {
    const word = item[name];
    return typeof word === "string" && word !== "" ? [word] : [];
  });
}
