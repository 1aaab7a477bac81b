// Where a refusal of the way in becomes an HTTP answer; nowhere else does anybody choose a status for it.
import type { FaultCode, Refusal } from "@throughline/intake";
import { ProblemError } from "./problem.ts";

const statuses = {
  "not-utf8": 400,
  "not-json": 400,
  "too-complex": 422,
  "not-storable": 422,
  "not-valid": 422,
  "foreign-source": 403,
  "too-large": 413,
  "too-many": 413,
  "store-refuses": 422,
  busy: 503,
  "store-away": 503,
} satisfies Readonly<Record<FaultCode, number>>;

/** The answer to a caller whose request is refused. */
export function toRefused({ message, faults, cause }: Refusal): ProblemError {
  const status = statusOf(faults);
  return new ProblemError(status, message, {
    // Places help only where the request could be read.
    problems: status === 422 || status === 403 ? faults.map(({ path, message }) => ({ path, message })) : [],
    headers: status === 503 ? { "retry-after": "1" } : {},
    cause,
  });
}

/** What came in, or the problem that the caller gets. */
export function orRefused<T extends { readonly kind: string }>(result: T | Refusal): Exclude<T, Refusal> {
  if (isRefusal(result)) throw toRefused(result);
  return result as Exclude<T, Refusal>; // refusals were thrown above
}

function isRefusal(result: { readonly kind: string }): result is Refusal {
  return result.kind === "refused";
}

/** One reason has its own status; several, or parts of a list, make a request that is not valid. */
function statusOf(faults: Refusal["faults"]): number {
  const [first] = faults;
  if (first === undefined || faults.some(({ code }) => code !== first.code)) return 422;
  return first.code === "too-large" && first.path !== "" ? 422 : statuses[first.code];
}
