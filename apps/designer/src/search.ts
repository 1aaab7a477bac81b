// What stands behind the ? of an address. All of it is text: a subject called 1042 is not a number.
import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";
import { z } from "zod";

/** Reads and writes addresses without taking `1042`, `true` or `{}` for anything but the text they are. */
export const textSearch = {
  parseSearch: parseSearchWith((text) => text),
  stringifySearch: stringifySearchWith(String),
};

/** A text of the address, or nothing. The router reads `1042` and `true` as such before anyone can ask it not to. */
export const searchText = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .optional()
  .catch(undefined);
