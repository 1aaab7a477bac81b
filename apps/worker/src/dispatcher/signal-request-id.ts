// Imported as #signal-request-id, so that the fault experiment can put a broken one in its place and see whether it is caught.

/** What Temporal folds repeats of a signal by: the same for every try of one delivery. */
export function signalRequestId(run: string, n: number): string {
  return `${run}:${n}`;
}
