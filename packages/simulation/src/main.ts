// Runs many seeds: npx tsx --conditions @throughline/source packages/simulation/src/main.ts --seeds 2000 [--from 1]
import { parseArgs } from "node:util";
import { neverHit } from "./world/every-port.ts";
import { runWorld } from "./world/run-world.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "2000" }, from: { type: "string", default: "1" } },
});
const MAX_SHOWN = 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const counts = new Map<string, number>();
const failed: number[] = [];
const from = Number(values.from);
const seeds = Number(values.seeds);
const startedAt = performance.now();
let steps = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const result = await runWorld(seed);
  steps += result.steps;
  for (const [what, count] of result.counts) counts.set(what, (counts.get(what) ?? 0) + count);
  if (result.violations.length === 0) continue;
  failed.push(seed);
  if (failed.length > MAX_SHOWN) continue;
  say(`Seed ${seed} fails:\n  ${result.violations.slice(0, 10).join("\n  ")}`);
  if (seeds === 1) say((await runWorld(seed, { isTracing: true })).trace.join("\n"));
}
const minutes = (performance.now() - startedAt) / 60_000;
for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  say(`${what.padEnd(36)} ${count}`);
const missing = neverHit(counts);
if (missing.length > 0) say(`Never hit: ${missing.join(", ")}`);
say(
  `${seeds} seeds, ${steps} steps, ${Math.round(seeds / minutes)} seeds per minute, ${failed.length} failed${failed.length > 0 ? `: ${failed.slice(0, 20).join(" ")}` : ""}`,
);
process.exitCode = failed.length > 0 || (seeds >= 1_000 && missing.length > 0) ? 1 : 0;
