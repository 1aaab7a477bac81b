// A run's history beside that of a hand-written workflow with the same activity, waits, summaries and search attributes.
import { Client, Connection } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { dataConverter } from "@throughline/temporal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../client.ts";
import { eventually } from "../eventually.ts";
import { publishExamples } from "../faults/flows.ts";
import { type Installation, startInstallation } from "../installation.ts";

const waitSeconds = 1;
let installation: Installation;
let client: Client;
beforeAll(async () => {
  installation = await startInstallation();
  await publishExamples(installation, waitSeconds);
  const connection = await Connection.connect({ address: installation.temporalAddress });
  client = new Client({ connection, dataConverter });
}, 120_000);
afterAll(async () => {
  await client.connection.close();
  await installation.close();
}, 60_000);

interface Row {
  readonly type: string;
  readonly summary: string;
  readonly name: string;
}

/** The history as rows of type, activity or attribute names, and summary. */
async function history(workflowId: string): Promise<readonly Row[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map((event) => {
    const summary = event.userMetadata?.summary?.data;
    const attributes = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
    return {
      type: String(event.eventType),
      summary: summary === undefined || summary === null ? "" : new TextDecoder().decode(summary),
      name:
        event.activityTaskScheduledEventAttributes?.activityType?.name ??
        event.markerRecordedEventAttributes?.markerName ??
        Object.keys(attributes ?? {})
          .toSorted()
          .join(","),
    };
  });
}

async function post(event: object): Promise<string> {
  const answer = await fetch(`${installation.api}/v1/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${installation.writeKey}`,
      "content-type": "application/cloudevents+json",
    },
    body: JSON.stringify({ specversion: "1.0", source: "shop", ...event }),
  });
  expect(answer.status).toBe(202);
  const { events } = (await answer.json()) as { events: readonly { event: string }[] }; // the contract's answer
  return events[0]?.event ?? "";
}

async function playRun(): Promise<string> {
  await post({
    type: "profile.identified",
    id: "p",
    subject: "ada",
    data: { traits: { email: "ada@example.com" } },
  });
  const event = await post({
    type: "cart.updated",
    id: "c",
    subject: "ada",
    data: { cartId: "c1", total: 120 },
  });
  let run: string | null = null;
  await eventually("the run is there", async () => {
    const receipt = await createClient(installation).get<{ lines: readonly { run: string | null }[] }>(
      `/api/events/${event}/receipt`,
    );
    run = receipt.lines.find((line) => line.run !== null)?.run ?? null;
    return run !== null;
  });
  const id = run ?? "";
  expect(await client.workflow.getHandle(id).result()).toEqual({ outcome: "reminded" });
  return id;
}

async function playTwin(): Promise<string> {
  const connection = await NativeConnection.connect({ address: installation.temporalAddress });
  const worker = await Worker.create({
    connection,
    dataConverter,
    taskQueue: "twin",
    workflowsPath: new URL("./twin-workflow.ts", import.meta.url).pathname,
    activities: { "send-offer": async () => ({}) },
  });
  await worker.runUntil(
    client.workflow.execute("cartTwin", {
      taskQueue: "twin",
      workflowId: "twin",
      staticSummary: "cart-recovery 1",
      args: [{ firstWaitMs: waitSeconds * 1000, secondWaitMs: waitSeconds * 4000 }],
    }),
  );
  await connection.close();
  return "twin";
}

test("a run's history is that of a hand-written workflow, but for one marker per opened or timed-out wait, profile read and close", async () => {
  const ours = await history(await playRun());
  const twin = await history(await playTwin());
  const isMarker = (row: Row): boolean => row.name === "core_local_activity";
  expect(ours.filter((row) => !isMarker(row)).map((row) => row.type)).toEqual(twin.map((row) => row.type));
  expect(ours.filter((row) => row.summary !== "" && !isMarker(row)).map((row) => row.summary)).toEqual(
    twin.filter((row) => row.summary !== "").map((row) => row.summary),
  );
  expect(ours.filter((row) => row.name === "send-offer")).toHaveLength(1);
  // The second wait was opened, for an order may end one wait only; two waits ran out, the profile was read again for the
  // offer, the run was closed.
  expect(ours.filter(isMarker)).toHaveLength(5);
}, 60_000);
