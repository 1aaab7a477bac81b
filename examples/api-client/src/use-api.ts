// What a program does with the API. `api.gen.ts` is made from /openapi.json: `npm run generate`.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.gen.ts";

type FlowDocument = components["schemas"]["FlowDocument"];
type Receipt = components["schemas"]["Receipt"];

/** Where the installation is, and what lets a program in: a key for the API, another for events. */
export interface Access {
  readonly url: string;
  readonly apiKey: string;
  readonly writeKey: string;
}

/** Puts a flow, publishes it, sends an event and tells what became of it. */
export async function useApi({ url, apiKey, writeKey }: Access): Promise<readonly string[]> {
  const api = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${apiKey}` } });
  const doors = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${writeKey}` } });
  const told: string[] = [];

  const params = { path: { key: welcome.key } };
  const put = await api.PUT("/api/flows/{key}", { params, body: { document: welcome } });
  if (put.error !== undefined) throw new Error(put.error.detail);
  const tag = put.response.headers.get("etag") ?? "";
  told.push(`${put.response.status === 201 ? "made" : "changed"} ${put.data.name} at ${tag}`);

  const renamed = { ...welcome, name: "Welcome, twice" };
  const stale = await api.PUT("/api/flows/{key}", {
    params: { ...params, header: { "If-Match": '"0"' } },
    body: { document: renamed },
  });
  told.push(`stale: ${stale.error?.type ?? "taken"}`);
  const fresh = await api.PUT("/api/flows/{key}", {
    params: { ...params, header: { "If-Match": tag } },
    body: { document: renamed },
  });
  const revision = fresh.data?.revision ?? 0;

  const validation = await api.POST("/api/flows/{key}/validate", { params, body: { document: renamed } });
  for (const { severity, message } of validation.data?.diagnostics ?? [])
    told.push(`${severity}: ${message}`);

  const published = await api.POST("/api/flows/{key}/publish", {
    params: { ...params, header: { "Idempotency-Key": `publish ${welcome.key} ${revision}` } },
    body: { revision },
  });
  told.push(`version ${published.data?.version ?? "none"} is live`);

  const id = "signup-1";
  const sent = await doors.POST("/v1/events", {
    body: {
      type: "person.signed-up",
      source: "site",
      id,
      subject: "ada",
      data: { plan: ["team", { seats: 5 }] },
    },
  });
  told.push(`duplicate: ${sent.data?.events[0]?.duplicate ?? "refused"}`);

  const receipt = await api.GET("/api/receipts", { params: { query: { source: "site", id } } });
  if (receipt.data !== undefined) told.push(...describe(receipt.data));

  const runs = await api.GET("/api/runs", { params: { query: { flow: welcome.key, limit: 10 } } });
  told.push(`runs: ${runs.data?.items.length ?? "unknown"}`);
  const wrong = await api.GET("/api/runs", { params: { query: { after: "garbage" } } });
  told.push(`wrong cursor: ${wrong.error?.type ?? "taken"} ${wrong.error?.problems?.[0]?.path ?? ""}`);
  return told;
}

function describe({ event, lines }: Receipt): string[] {
  return [
    `${event.type} about ${event.subject ?? "nobody"}`,
    ...lines.map(({ verdict, flow }) => `${verdict} ${flow}`),
  ];
}

const welcome: FlowDocument = {
  schema: 1,
  key: "welcome",
  name: "Welcome",
  settings: {
    subject: { $cel: "trigger.subject" },
    reentry: { rule: "one-at-a-time", then: "ignore" },
    timeZone: "UTC",
    interrupts: [],
    priority: "normal",
  },
  nodes: [
    {
      id: "signed_up",
      type: "event-trigger",
      typeVersion: 1,
      name: "Signed up",
      config: { eventType: "person.signed-up" },
      position: { x: 0, y: 0 },
    },
    {
      id: "wait",
      type: "delay",
      typeVersion: 1,
      name: "A day",
      config: { timeout: "P1D" },
      position: { x: 0, y: 160 },
    },
  ],
  edges: [{ from: { node: "signed_up", port: "next" }, to: { node: "wait" } }],
  notes: [],
  frames: [],
};
