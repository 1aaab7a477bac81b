import type { Problem } from "@throughline/contract";

/** One thing that is wrong with a request: a JSON pointer and a sentence. */
export interface PathProblem {
  readonly path: string;
  readonly message: string;
}

const titles: Readonly<Record<number, string>> = {
  400: "The request cannot be read",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported content",
  422: "The request is not valid",
  429: "Too many requests",
  500: "Something went wrong here",
  503: "Not available now",
};

/** An answer that is not the hoped-for one; every door turns it into problem+json. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly title: string;
  readonly problems: readonly PathProblem[];
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    detail: string,
    options: {
      /** Where the usual one of the status would mislead. */
      readonly title?: string;
      readonly problems?: readonly PathProblem[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.title = options.title ?? titles[status] ?? "Error";
    this.problems = options.problems ?? [];
    this.headers = options.headers ?? {};
  }
}

/** RFC 9457 body of an error. */
export function toProblem(error: ProblemError): Problem {
  return {
    type: "about:blank",
    title: error.title,
    status: error.status,
    detail: error.message,
    ...(error.problems.length > 0 ? { problems: [...error.problems] } : {}),
  };
}
