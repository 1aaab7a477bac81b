import { createRegistry } from "@throughline/operations";
import { Counter, Gauge, Histogram } from "prom-client";

/** What a process counts. Labels hold names of routes and doors, never ids. */
export interface Metrics {
  request(route: string, status: number, seconds: number): void;
  intake(door: string, status: number, events: number): void;
  flush(rows: number, requests: number, seconds: number): void;
  /** The figures in Prometheus's text form. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(queued: () => { readonly rows: number; readonly bytes: number }): Metrics {
  const registry = createRegistry();
  const registers = [registry];
  const requests = new Histogram({
    name: "throughline_http_request_seconds",
    help: "Time to answer a request, by route",
    labelNames: ["route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const doors = new Counter({
    name: "throughline_intake_requests_total",
    help: "Requests at the event doors",
    labelNames: ["door", "status"],
    registers,
  });
  const events = new Counter({
    name: "throughline_intake_events_total",
    help: "Events acknowledged",
    labelNames: ["door"],
    registers,
  });
  const commits = new Histogram({
    name: "throughline_intake_commit_seconds",
    help: "Time of one group commit",
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  const rowsPerCommit = new Histogram({
    name: "throughline_intake_commit_rows",
    help: "Events of one group commit",
    buckets: [1, 4, 16, 64, 256, 512],
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: "throughline_intake_queued_events",
      help: "Events that wait for their commit",
      registers: [],
      collect() {
        this.set(queued().rows);
      },
    }),
  );
  return {
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    intake(door, status, count) {
      doors.inc({ door, status });
      if (count > 0) events.inc({ door }, count);
    },
    flush(rows, _requests, seconds) {
      commits.observe(seconds);
      rowsPerCommit.observe(rows);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
