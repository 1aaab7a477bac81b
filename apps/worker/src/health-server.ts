// /livez, /readyz, /metrics and /statusz of the worker.
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRegistry, livez, readyz } from "@throughline/operations";
import type { Readiness } from "@throughline/operations";
import { Gauge } from "prom-client";
import type { Registry } from "prom-client";

export interface HealthServerOptions {
  readonly port: number;
  readonly host: string;
  readonly readiness: Pick<Readiness, "reasons" | "isWorking">;
  /** Numbers for /metrics by name without prefix, and for /statusz. */
  readonly numbers: () => Promise<Readonly<Record<string, number>>>;
  /** Plain facts for /statusz. */
  readonly facts: () => Readonly<Record<string, unknown>>;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens at once, so that a supervisor sees a live process that is not ready yet. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const registry = createRegistry();
  const server = createServer((request, response) => {
    answer(request.url ?? "/", options, registry).then(
      ({ status, type, body }) => send(response, status, type, body),
      () => send(response, 500, "text/plain", "error\n"),
    );
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(url: string, options: HealthServerOptions, registry: Registry): Promise<Answer> {
  const reasons = options.readiness.reasons();
  switch (url.split("?", 1)[0] ?? "/") {
    case "/livez":
      return json(livez());
    case "/readyz":
      return json(readyz(options.readiness));
    case "/metrics":
      await setGauges(registry, { worker_ready: reasons.length === 0 ? 1 : 0, ...(await options.numbers()) });
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    case "/statusz":
      return json({
        status: 200,
        body: { ready: reasons.length === 0, reasons, ...options.facts(), numbers: await options.numbers() },
      });
    default:
      return { status: 404, type: "text/plain", body: "not found\n" };
  }
}

function json({ status, body }: { readonly status: number; readonly body: object }): Answer {
  return { status, type: "application/json", body: JSON.stringify(body) };
}

async function setGauges(registry: Registry, numbers: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, value] of Object.entries(numbers)) {
    const metric = `throughline_${name}`;
    const gauge =
      registry.getSingleMetric(metric) ??
      new Gauge({ name: metric, help: name.replaceAll("_", " "), registers: [registry] });
    if (gauge instanceof Gauge) gauge.set(value);
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body);
}
