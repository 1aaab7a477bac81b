// What a fixed value in a drawing must look like. A computed value is checked where it is used.
import { ADDRESSES_PATTERN, ADDRESS_PATTERN, SENDER_PATTERN } from "@throughline/flow";

/** A pattern for fixed values, and the sentence that says what it takes. */
export interface Fits {
  readonly pattern: RegExp;
  readonly says: string;
  /** What a text begins with whose rest is filled in later, as the source of a pattern. */
  readonly before?: string;
}

export const mailAddress: Fits = {
  pattern: ADDRESS_PATTERN,
  says: "Write one e-mail address, such as ada@example.com, or choose Expression to take it from the data.",
};

export const mailAddresses: Fits = {
  pattern: ADDRESSES_PATTERN,
  says: "Write e-mail addresses with commas between them, such as ada@example.com, bo@example.com, or choose Expression to take them from the data.",
};

export const sender: Fits = {
  pattern: new RegExp(`^\\s*$|${SENDER_PATTERN.source}`),
  says: "Write an e-mail address, or a name and an address: Shop <shop@example.com>.",
};

export const webAddress: Fits = {
  pattern: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#]+/,
  before: "[Hh][Tt][Tt][Pp][Ss]?:\\/\\/",
  says: "Write a web address that starts with https:// or http://, or choose Expression to take it from the data.",
};
