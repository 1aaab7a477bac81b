// POST → first step started, beside raw Temporal start → activity started. Both ends by the same clock: the client before
// the call, and the time of the ActivityTaskStarted event in the history. Interleaved, one at a time, warm.
import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { createClient, publishFlow } from "@throughline/e2e/client";
import { eventually } from "@throughline/e2e/eventually";
import { startInstallation } from "@throughline/e2e/installation";
import { dataConverter } from "@throughline/temporal";
import { percentile, printTable } from "./load.ts";

const warmUp = 20;
const samples = 100;

/** A flow whose first step is an HTTP request: an activity like the twin's. */
function latencyFlow(url: string) {
  return {
    schema: 1,
    key: "latency",
    name: "Latency",
    settings: {
      subject: { $cel: "trigger.subject" },
      reentry: { rule: "every-event" },
      timeZone: "UTC",
      interrupts: [],
      priority: "normal",
    },
    nodes: [
      {
        id: "ping",
        type: "event-trigger",
        typeVersion: 1,
        name: "Ping",
        config: { eventType: "bench.ping" },
        position: { x: 0, y: 0 },
      },
      {
        id: "call",
        type: "http-request",
        typeVersion: 1,
        name: "Call",
        config: { method: "POST", url, body: {} },
        position: { x: 0, y: 120 },
      },
      {
        id: "end",
        type: "exit",
        typeVersion: 1,
        name: "End",
        config: { outcome: "called" },
        position: { x: 0, y: 240 },
      },
    ],
    edges: [
      { from: { node: "ping", port: "next" }, to: { node: "call" } },
      { from: { node: "call", port: "next" }, to: { node: "end" } },
    ],
    notes: [],
    frames: [],
  };
}

/** ms since the epoch of the first ActivityTaskStarted event, once it is there. */
async function firstActivityStartedAt(client: Client, workflowId: string): Promise<number> {
  let at = 0;
  await eventually(`${workflowId} has started an activity`, async () => {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const time = events?.find(
      (event) =>
        event.activityTaskStartedEventAttributes !== null &&
        event.activityTaskStartedEventAttributes !== undefined,
    )?.eventTime;
    if (time === undefined || time === null) return false;
    at = Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6;
    return true;
  });
  return at;
}

/** Measures both sides and prints the table. */
export async function bench(): Promise<object> {
  const installation = await startInstallation({ workers: 1 });
  const api = createClient(installation);
  await publishFlow(api, latencyFlow(installation.httpSink));

  const client = new Client({
    connection: await Connection.connect({ address: installation.temporalAddress }),
    dataConverter,
  });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address: installation.temporalAddress }),
    dataConverter,
    taskQueue: "raw",
    workflowsPath: new URL("./twins/latency-workflow.ts", import.meta.url).pathname,
    activities: {
      touch: async () => (await fetch(installation.httpSink, { method: "POST", body: "{}" })).text(),
    },
  });
  const running = worker.run();

  const ours: number[] = [];
  const raw: number[] = [];
  for (let i = 0; i < warmUp + samples; i += 1) {
    const rawAt = Date.now();
    const id = `raw-${randomUUID()}`;
    await client.workflow.start("rawStart", { taskQueue: "raw", workflowId: id, args: [{ n: i }] });
    const rawTook = (await firstActivityStartedAt(client, id)) - rawAt;

    const at = Date.now();
    const answer = await fetch(`${installation.api}/v1/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${installation.writeKey}`,
        "content-type": "application/cloudevents+json",
      },
      body: JSON.stringify({
        specversion: "1.0",
        id: `p-${i}`,
        source: "bench",
        type: "bench.ping",
        subject: `s-${i}`,
        data: {},
      }),
    });
    const { events } = (await answer.json()) as { events: { event: string }[] }; // the contract's answer
    const run = await startedRun(api, events[0]?.event ?? "");
    const took = (await firstActivityStartedAt(client, run)) - at;
    if (i >= warmUp) {
      raw.push(rawTook);
      ours.push(took);
    }
  }
  worker.shutdown();
  await running;
  await installation.close();

  const row = (values: number[]) => ({
    p50Ms: Number(percentile(values, 50).toFixed(1)),
    p99Ms: Number(percentile(values, 99).toFixed(1)),
  });
  const figures = { ours: row(ours), raw: row(raw) };
  const ratio = {
    p50: Number((figures.ours.p50Ms / figures.raw.p50Ms).toFixed(2)),
    p99: Number((figures.ours.p99Ms / figures.raw.p99Ms).toFixed(2)),
  };
  printTable(
    ["latency", "p50 ms", "p99 ms"],
    [
      ["POST → first step started", figures.ours.p50Ms, figures.ours.p99Ms],
      ["raw start → activity started", figures.raw.p50Ms, figures.raw.p99Ms],
      ["ratio", ratio.p50, ratio.p99],
    ],
  );
  return { samples, ...figures, ratio };
}

async function startedRun(api: ReturnType<typeof createClient>, event: string): Promise<string> {
  let run: string | null = null;
  await eventually(`event ${event} has started a run`, async () => {
    const receipt = await api.get<{ lines: { run: string | null; verdict: string }[] }>(
      `/api/events/${event}/receipt`,
    );
    run = receipt.lines.find((line) => line.verdict === "started")?.run ?? null;
    return run !== null;
  });
  return run ?? "";
}
