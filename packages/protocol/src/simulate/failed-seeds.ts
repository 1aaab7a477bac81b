/** Seeds that failed once, run first from then on. */
export const FAILED_SEEDS: readonly number[] = [];
