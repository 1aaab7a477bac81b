// A closed-loop load: each connection sends its next request when the answer to the last one is in. It finds how much a
// server takes, not how long a request waits at a given rate.
import * as hdr from "hdr-histogram-js";
import { Pool } from "undici";

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  readonly refused: number;
}

export interface Load {
  readonly origin: string;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body of request number i. */
  readonly body: (i: number) => string;
}

/** Runs one load and gives requests per second and latency percentiles in ms. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const pool = new Pool(load.origin, { connections: load.connections, pipelining: 1 });
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });
  const started = performance.now();
  const until = started + load.seconds * 1000;
  let requests = 0;
  let refused = 0;
  const connection = async (): Promise<void> => {
    while (performance.now() < until) {
      const i = requests;
      requests += 1;
      const sentAt = performance.now();
      const answer = await pool.request({
        path: load.path,
        method: "POST",
        headers: load.headers,
        body: load.body(i),
      });
      await answer.body.dump();
      if (answer.statusCode !== 202) refused += 1;
      histogram.recordValue(Math.round((performance.now() - sentAt) * 1000));
    }
  };
  await Promise.all(Array.from({ length: load.connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return {
    perSecond: Math.round(requests / seconds),
    p50Ms: histogram.getValueAtPercentile(50) / 1000,
    p99Ms: histogram.getValueAtPercentile(99) / 1000,
    requests,
    refused,
  };
}

/** Median of a list of numbers; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The p-th percentile (0 to 100) of a list by nearest rank; NaN for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Prints rows as an aligned table. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("   "),
    );
}
