// Durable intake beside its twins: single events against a bare node:http + group-commit server, batches of 100 against
// raw `unnest` inserts. Same Postgres, interleaved rounds.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { startInstallation } from "@throughline/e2e/installation";
import postgres from "postgres";
import { type LoadResult, median, printTable, runLoad } from "./load.ts";

const rounds = 3;
const seconds = 4;

function event(round: string, i: number): object {
  return {
    specversion: "1.0",
    id: `${round}-${i}`,
    source: "bench",
    type: "cart.updated",
    subject: `customer-${i % 5000}`,
    data: {
      cartId: `cart-${i}`,
      total: i % 900,
      currency: "EUR",
      items: [
        { sku: "a-1", quantity: 2 },
        { sku: "b-2", quantity: 1 },
      ],
      note: "x".repeat(180),
    },
  };
}

async function startTwin(databaseUrl: string): Promise<{ origin: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", new URL("./twins/intake-twin.ts", import.meta.url).pathname, databaseUrl],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const line = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8"))),
  );
  return { origin: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`, child }; // our own process
}

/** Raw `unnest` inserts of 100 rows, two in flight; gives batches per second like the HTTP side. */
async function rawBatches(databaseUrl: string, round: string): Promise<LoadResult> {
  const sql = postgres(databaseUrl, { max: 2 });
  const started = performance.now();
  const until = started + seconds * 1000;
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = next;
      next += 100;
      const rows = Array.from(
        { length: 100 },
        (_, i) =>
          event(round, from + i) as {
            id: string;
            source: string;
            type: string;
            subject: string;
            data: object;
          },
      );
      const sentAt = performance.now();
      await sql`insert into twin_event (source, id, type, subject, data)
        select * from unnest(${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.id)}::text[], ${rows.map((r) => r.type)}::text[],
          ${rows.map((r) => r.subject)}::text[], ${rows.map((r) => JSON.stringify(r.data))}::text[]::jsonb[]) on conflict do nothing`;
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all([lane(), lane()]);
  const took = (performance.now() - started) / 1000;
  await sql.end();
  const sorted = times.toSorted((a, b) => a - b);
  return {
    perSecond: Math.round(times.length / took),
    p50Ms: median(times),
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    requests: times.length,
    refused: 0,
  };
}

interface Side {
  readonly name: string;
  readonly run: (round: string) => Promise<LoadResult>;
}

async function compare(title: string, ours: Side, twin: Side, eventsPerRequest: number) {
  const results: { ours: LoadResult[]; twin: LoadResult[] } = { ours: [], twin: [] };
  for (let i = 0; i < rounds; i += 1) {
    results.twin.push(await twin.run(`${title}-t${i}-${randomBytes(3).toString("hex")}`));
    results.ours.push(await ours.run(`${title}-o${i}-${randomBytes(3).toString("hex")}`));
  }
  const row = (side: LoadResult[]) => ({
    eventsPerSecond: median(side.map((r) => r.perSecond)) * eventsPerRequest,
    p50Ms: Number(median(side.map((r) => r.p50Ms)).toFixed(2)),
    p99Ms: Number(median(side.map((r) => r.p99Ms)).toFixed(2)),
    refused: side.reduce((sum, r) => sum + r.refused, 0),
  });
  const figures = { ours: row(results.ours), twin: row(results.twin) };
  return {
    title,
    ...figures,
    ratio: Number((figures.ours.eventsPerSecond / figures.twin.eventsPerSecond).toFixed(3)),
  };
}

/** Measures both sides and prints the table. */
export async function bench(): Promise<object> {
  const installation = await startInstallation({ workers: 0 });
  const twin = await startTwin(installation.databaseUrl);
  const headers = {
    authorization: `Bearer ${installation.writeKey}`,
    "content-type": "application/cloudevents+json",
  };
  const batchHeaders = { ...headers, "content-type": "application/cloudevents-batch+json" };
  const single = (origin: string, path: string, connections: number, round: string) =>
    runLoad({ origin, path, connections, seconds, headers, body: (i) => JSON.stringify(event(round, i)) });

  const rows = [];
  for (const connections of [1, 16, 64]) {
    rows.push(
      await compare(
        `single, ${connections} conn`,
        { name: "ours", run: (round) => single(installation.api, "/v1/events", connections, round) },
        { name: "twin", run: (round) => single(twin.origin, "/", connections, round) },
        1,
      ),
    );
  }
  rows.push(
    await compare(
      "batches of 100, 4 conn",
      {
        name: "ours",
        run: (round) =>
          runLoad({
            origin: installation.api,
            path: "/v1/events",
            connections: 4,
            seconds,
            headers: batchHeaders,
            body: (i) => JSON.stringify(Array.from({ length: 100 }, (_, j) => event(round, i * 100 + j))),
          }),
      },
      { name: "twin", run: (round) => rawBatches(installation.databaseUrl, round) },
      100,
    ),
  );
  twin.child.kill("SIGKILL");
  await installation.close();

  printTable(
    ["intake", "ours ev/s", "p50 ms", "p99 ms", "twin ev/s", "p50 ms", "p99 ms", "ratio"],
    rows.map((r) => [
      r.title,
      r.ours.eventsPerSecond,
      r.ours.p50Ms,
      r.ours.p99Ms,
      r.twin.eventsPerSecond,
      r.twin.p50Ms,
      r.twin.p99Ms,
      r.ratio,
    ]),
  );
  return { rows };
}
