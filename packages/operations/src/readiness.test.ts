import { afterEach, describe, expect, it } from "vitest";
import { createReadiness } from "./readiness.ts";
import type { Readiness } from "./readiness.ts";

let readiness: Readiness | undefined;
afterEach(() => readiness?.close());

/** A dependency whose connections the test breaks and mends. */
function world() {
  const state = { now: 0, ours: true, fresh: true, stuck: [] as string[] };
  const ask = (answers: boolean): Promise<void> =>
    answers ? Promise.resolve() : Promise.reject(new Error("refused"));
  readiness = createReadiness({
    dependencies: [{ name: "Postgres", probe: () => ask(state.ours), probeAfresh: () => ask(state.fresh) }],
    everyMs: 1_000_000,
    patienceMs: 120_000,
    onStuck: (reason) => state.stuck.push(reason),
    now: () => state.now,
  });
  readiness.hold("starting", null);
  return { state, readiness };
}

describe("createReadiness()", () => {
  it("is not ready before the start is over, and says what keeps it", async () => {
    const { readiness } = world();
    readiness.hold("types", "open runs need shout@2");
    expect(readiness.reasons()).toEqual(["open runs need shout@2"]);
    readiness.hold("types", null);
    expect(readiness.reasons()).toEqual([]);
  });
  it("comes back when the dependency does", async () => {
    const { state, readiness } = world();
    state.ours = false;
    await readiness.check();
    expect(readiness.reasons()).toEqual(["Postgres cannot be used: refused"]);
    state.ours = true;
    await readiness.check();
    expect(readiness.reasons()).toEqual([]);
  });
  it("waits for a dependency that answers nobody, however long", async () => {
    const { state, readiness } = world();
    Object.assign(state, { ours: false, fresh: false });
    await readiness.check();
    state.now = 10_000_000;
    await readiness.check();
    expect(state.stuck).toEqual([]);
  });
  it("gives up once when only its own connections are broken for two minutes", async () => {
    const { state, readiness } = world();
    state.ours = false;
    await readiness.check();
    state.now = 119_000;
    await readiness.check();
    expect(state.stuck).toEqual([]);
    state.now = 121_000;
    await readiness.check();
    await readiness.check();
    expect(state.stuck).toEqual([
      "Postgres answers a fresh connection but could not be used through ours for 121 s",
    ]);
  });
});
