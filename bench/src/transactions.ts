// What two transactions of the protocol cost on Postgres, as a run's steps ask for them: one after another, and many at
// once. Beside them the least that any transaction costs there: begin, one statement, commit. Slices take turns.
import { createPgStore } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import { closeRun, openWait, runId } from "@throughline/protocol";
import type { Store } from "@throughline/protocol";
import { callStep, chain, waitStep } from "@throughline/protocol/testing";
import { percentile, printTable } from "./load.ts";

const slices = 9;
const perSlice = 100;
const atOnce = 16;
const types = ["order.placed", "order.paid"];

interface Row {
  readonly name: string;
  readonly ask: (run: string) => Promise<unknown>;
}

/** Measures `open-wait` and `close-run`: medians over slices, in ms. */
export async function bench(): Promise<object> {
  const database = await createTestDatabase({ max: atOnce });
  const store = createPgStore({ sql: database.sql, url: database.url, listen: false });
  try {
    const runs = await openRuns(store, database.sql, 2 * slices * perSlice);
    const rows: readonly Row[] = [
      { name: "begin, one statement, commit", ask: () => database.sql.begin((tx) => tx`select 1`) },
      { name: "open-wait", ask: (run) => store.transact(openWait, waitOf(run)) },
      { name: "close-run", ask: (run) => store.transact(closeRun, closeOf(run)) },
    ];
    const [alone = [], together = []] = await measure(rows, runs);
    printTable(
      ["transaction", "alone ms", `${atOnce} at once ms`],
      rows.map(({ name }, index) => [name, alone[index] ?? 0, together[index] ?? 0]),
    );
    return { slices, perSlice, alone, together };
  } finally {
    await store.close();
    await database.drop();
  }
}

/** Medians of each row: one after another, then many at once. Every run is asked for once in each way. */
async function measure(rows: readonly Row[], runs: readonly string[]): Promise<readonly number[][]> {
  const figures = [1, atOnce].map(() => rows.map((): number[] => []));
  for (let slice = 0; slice < slices; slice += 1) {
    for (const [way, width] of [1, atOnce].entries()) {
      const first = (2 * slice + way) * perSlice;
      const mine = runs.slice(first, first + perSlice);
      for (const [index, { ask }] of rows.entries())
        figures[way]?.[index]?.push(await timePer(mine, width, ask));
    }
  }
  return figures.map((byRow) => byRow.map((values) => Number(percentile(values, 50).toFixed(3))));
}

/** ms of wall time for one of them, `width` in flight. */
async function timePer(
  runs: readonly string[],
  width: number,
  ask: (run: string) => Promise<unknown>,
): Promise<number> {
  const left = [...runs];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let run = left.pop(); run !== undefined; run = left.pop()) await ask(run);
    }),
  );
  return (performance.now() - started) / runs.length;
}

async function openRuns(
  store: Store,
  sql: Parameters<typeof createPgStore>[0]["sql"],
  count: number,
): Promise<readonly string[]> {
  const wait = waitStep("ordered", "order.placed", null, { static: false });
  const plan = chain("cart", "cart.updated", { rule: "every-event" }, [callStep("call"), wait]);
  await sql`insert into flow (key, name, draft, updated_by) values ('cart', 'Cart', '{}', 'bench')`;
  await sql`insert into flow_version (flow, version, document, plan, plan_hash, published_by, routing_from)
    values ('cart', 1, '{}', ${JSON.stringify(plan)}::text::jsonb, 'hash', 'bench', 1)`;
  await sql`update flow set live_version = 1`;
  await sql`update matcher set routing = 1`;
  const events = Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    source: "bench",
    type: "cart.updated",
    subject: `customer-${index}`,
    data: { cart: index, note: "x".repeat(200) },
  }));
  await store.accept([{ events }]);
  const lease = await store.takeLease({ holder: "bench", ttlMs: 600_000 });
  if (lease === null) throw new Error("Cannot match: somebody else has the lease");
  for (;;) {
    const report = await store.matchBatch({ lease, limits: { events: 500, bytes: 4_000_000 } });
    if (report.kind === "lost" || !report.more) break;
  }
  await sql`update run set state = 'open'`;
  await sql`analyze`;
  return events.map((event) => runId("cart", event));
}

function waitOf(run: string) {
  const rows = types.map((type, i) => ({
    i,
    type,
    keyExpression: "event.subject",
    key: run,
    bindings: {},
    port: "came",
  }));
  return { run, step: "ordered.1", rows, since: { no: 0 } };
}

function closeOf(run: string) {
  return { run, outcome: "done", handled: 0, trail: [{ node: "call", state: "done" }] };
}
