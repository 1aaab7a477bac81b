// What a process tells whoever runs it, as values: an app puts them behind its own server.
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Readiness } from "./readiness.ts";

/** An answer in JSON. */
interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `/livez`: the process runs. */
export function livez(): HealthAnswer {
  return { status: 200, body: { ok: true } };
}

/** `/readyz`: it can work, or the reasons why not; `working` when it works and cannot do all. */
export function readyz(readiness: Pick<Readiness, "reasons" | "isWorking">): HealthAnswer {
  const reasons = readiness.reasons();
  return reasons.length === 0
    ? { status: 200, body: { ready: true, reasons } }
    : { status: 503, body: { ready: false, working: readiness.isWorking(), reasons } };
}

/** What Prometheus reads: the process's own figures, to which an app adds its own. Not a global one, so that several apps can live in one process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
