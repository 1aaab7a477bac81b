// The typed client, derived from the route table: one function for every route.
import { problemSchema, routes } from "@throughline/contract";
import type { Problem, RouteName, Routes } from "@throughline/contract";
import type { z } from "zod";
import { asksForJson, takeEarly } from "./early.ts";
import { placeInWords } from "../ui/place-in-words.ts";

/** What the API refused, with everything it said about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.status = problem.status;
    this.problem = problem;
  }
}

const watchers = new Set<() => void>();

/** Calls `watch` whenever a request is refused because nobody is signed in, until the returned function is called. */
export function onUnauthorized(watch: () => void): () => void {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

type Args<Name extends RouteName> = {
  readonly params?: z.input<Routes[Name]["params"]>;
  readonly query?: z.input<Routes[Name]["query"]>;
  readonly body?: z.input<Routes[Name]["body"]>;
};
/** What a route answers. */
export type Answer<Name extends RouteName> = z.output<Routes[Name]["answer"]>;

/**
 * Calls a route of the contract and checks what comes back. Throws an ApiError for every refusal, also when the API
 * cannot be reached (status 0).
 */
export async function call<Name extends RouteName>(
  name: Name,
  args: Args<Name> = {},
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  const route = routes[name];
  const response = await send(route.method, toUrl(route.path, args.params, args.query), args.body, signal);
  if (route.status === 204 || response.status === 204) return undefined as Answer<Name>; // z.void() of the table
  const text = await response.text();
  if (text === "") return undefined as Answer<Name>; // a 202 without a body, as above
  const parsed = route.answer.safeParse(parseJson(text));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw new ApiError({
      type: "about:blank",
      title: "The answer is not understood",
      status: 0,
      detail: `Cannot read the answer of ${route.path}: ${first?.message ?? "unknown"} at /${(first?.path ?? []).map(String).join("/")}. Reload the page to get the newest designer.`,
    });
  }
  return parsed.data as Answer<Name>; // the schema of this very row was just applied
}

/** Sends JSON to an address of the API; for the few addresses outside the table (sign-in). */
export async function send(
  method: string,
  url: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await (takeEarly(method, url) ??
      fetch(url, {
        ...asksForJson,
        method,
        ...(body === undefined
          ? {}
          : {
              headers: { ...asksForJson.headers, "content-type": "application/json" },
              body: JSON.stringify(body),
            }),
        ...(signal === undefined ? {} : { signal }),
      }));
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiError({
      type: "about:blank",
      title: "The server cannot be reached",
      status: 0,
      detail: "The server does not answer. Nothing is lost: check that it runs, then try again.",
    });
  }
  if (response.status === 401) for (const watch of watchers) watch();
  if (!response.ok) throw new ApiError(await readProblem(response));
  return response;
}

function toUrl(path: string, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Readonly<Record<string, unknown>>; // checked by Args
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(String(values[name])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

async function readProblem(response: Response): Promise<Problem> {
  const parsed = problemSchema.safeParse(parseJson(await response.text()));
  if (parsed.success) return parsed.data;
  return { type: "about:blank", title: response.statusText || "Refused", status: response.status };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A whole sentence says itself what it is about; the rest of one follows the name of its place. */
function sayProblem({ path, message }: { readonly path: string; readonly message: string }): string {
  const place = placeInWords(path);
  return place === "" || /^["“].*[.!?]$/s.test(message) ? message : `${place}: ${message}`;
}

/** What to tell a person about anything that was thrown. */
export function toMessage(error: unknown): string {
  if (error instanceof ApiError) {
    const problems = error.problem.problems?.map(sayProblem) ?? [];
    return [error.message, ...problems.slice(0, 3)].join(" · ");
  }
  return error instanceof Error ? error.message : String(error);
}
