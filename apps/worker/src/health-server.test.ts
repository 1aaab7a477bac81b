import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHealthServer } from "./health-server.ts";
import type { HealthServer } from "./health-server.ts";

const reasons: string[] = [];
let server: HealthServer;
beforeAll(async () => {
  server = await startHealthServer({
    port: 0,
    host: "127.0.0.1",
    readiness: { reasons: () => reasons, isWorking: () => reasons.length === 0 },
    numbers: async () => ({ pending_events: 3 }),
    facts: () => ({ holder: "me" }),
  });
});
afterAll(() => server.close());
const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

describe("startHealthServer()", () => {
  it("is alive even while it is not ready, and says why it is not", async () => {
    reasons.push("Postgres cannot be used: refused");
    expect((await get("/livez")).status).toBe(200);
    const ready = await get("/readyz");
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ ready: false, working: false, reasons });
    reasons.length = 0;
    expect((await get("/readyz")).status).toBe(200);
  });
  it("gives numbers to Prometheus and facts to people", async () => {
    const metrics = await (await get("/metrics")).text();
    expect(metrics).toMatch(/^throughline_pending_events 3$/m);
    expect(metrics).toMatch(/^throughline_worker_ready 1$/m);
    expect(metrics).toMatch(/^process_cpu_seconds_total /m);
    expect(await (await get("/statusz")).json()).toMatchObject({
      ready: true,
      holder: "me",
      numbers: { pending_events: 3 },
    });
    expect((await get("/else")).status).toBe(404);
  });
});
