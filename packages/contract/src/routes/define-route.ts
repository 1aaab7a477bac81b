// What the rows of the table are written with.
import { z } from "zod";
import type { Method, Route, RouteAuth } from "../route.ts";

const none = z.strictObject({});
const nothing = z.undefined();

type Options<P, Q, B, A> = {
  readonly tag: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly status?: 200 | 201 | 202 | 204;
  readonly mayCreate?: true;
  /** Default: the first answer, for whatever is no GET. */
  readonly repeats?: "event" | null;
  readonly etag?: "told" | "checked";
  /** Default: whatever changes something. */
  readonly audited?: false;
  readonly stream?: boolean;
};

/** A row of the table; what is left out is nothing. */
export function route<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof nothing,
  A extends z.ZodType = z.ZodType,
>(method: Method, path: `/${string}`, auth: RouteAuth, options: Options<P, Q, B, A>): Route<P, Q, B, A> {
  const repeats = options.repeats === undefined && method !== "GET" ? "answer" : (options.repeats ?? null);
  return {
    method,
    path,
    auth,
    tag: options.tag,
    summary: options.summary,
    params: options.params ?? (none as unknown as P), // the type parameter's default is exactly this schema
    query: options.query ?? (none as unknown as Q), // as above
    body: options.body ?? (nothing as unknown as B), // as above
    answer: options.answer,
    status: options.status ?? 200,
    mayCreate: options.mayCreate ?? false,
    repeats,
    etag: options.etag ?? null,
    audited: options.audited ?? repeats !== null,
    stream: options.stream ?? false,
  };
}

/** Text of an address. The one character that nothing stored holds is refused before anybody looks for it. */
export function text(most: number): z.ZodString {
  return z
    .string()
    .max(most)
    .refine((value) => !value.includes("\u0000"), "must not hold the character U+0000");
}

/** The place of a noun that people name. */
export const key = z.strictObject({ key: text(63).min(1) });
/** The place of a noun that has an id. */
export const id = z.strictObject({ id: text(256).min(1) });
/** One page of a list. */
export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
/** Which page of a list: `after` is the `next` of the page before. */
export const page = {
  after: text(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
