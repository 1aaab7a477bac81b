import type { Problem } from "@throughline/contract";
import { problemType } from "./problem-types.ts";
import type { ProblemCode } from "./problem-types.ts";

/** One thing that is wrong with a request: a JSON pointer and a sentence. */
export interface PathProblem {
  readonly path: string;
  readonly message: string;
}

/** What each status means here: the usual title, and the type a program may rely on. */
const usual: Readonly<Record<number, { readonly code: ProblemCode; readonly title: string }>> = {
  400: { code: "unreadable", title: "The request cannot be read" },
  401: { code: "not-signed-in", title: "Not signed in" },
  403: { code: "not-allowed", title: "Not allowed" },
  404: { code: "not-found", title: "Not found" },
  405: { code: "method-not-allowed", title: "Method not allowed" },
  409: { code: "conflict", title: "Conflict" },
  412: { code: "precondition-failed", title: "Precondition failed" },
  413: { code: "too-large", title: "Too large" },
  415: { code: "unsupported-content", title: "Unsupported content" },
  422: { code: "not-valid", title: "The request is not valid" },
  429: { code: "too-many-requests", title: "Too many requests" },
  500: { code: "internal", title: "Something went wrong here" },
  503: { code: "not-now", title: "Not available now" },
};

/** An answer that is not the hoped-for one; every door turns it into problem+json. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly title: string;
  readonly code: ProblemCode;
  readonly problems: readonly PathProblem[];
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    detail: string,
    options: {
      /** Where the usual one of the status would mislead. */
      readonly title?: string;
      /** Where a program must tell it from others of its status. */
      readonly code?: ProblemCode;
      readonly problems?: readonly PathProblem[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.title = options.title ?? usual[status]?.title ?? "Error";
    this.code = options.code ?? usual[status]?.code ?? "unreadable";
    this.problems = options.problems ?? [];
    this.headers = options.headers ?? {};
  }
}

/** RFC 9457 body of an error. */
export function toProblem(error: ProblemError): Problem {
  return {
    type: problemType(error.code),
    title: error.title,
    status: error.status,
    detail: error.message,
    ...(error.problems.length > 0 ? { problems: [...error.problems] } : {}),
  };
}
