// What a fixed value in a drawing must look like. A computed value is checked where it is used.

/** A pattern for fixed values, and the sentence that says what it takes. */
export interface Fits {
  readonly pattern: RegExp;
  readonly says: string;
}

export const mailAddress: Fits = {
  pattern: /^\s*[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>(),;]+\s*$/,
  says: "Write one e-mail address, such as ada@example.com, or choose Expression to take it from the data.",
};

export const webAddress: Fits = {
  pattern: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#]+/,
  says: "Write a web address that starts with https:// or http://, or choose Expression to take it from the data.",
};
