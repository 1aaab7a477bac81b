// 200 runs of both examples under steady events on real processes; the worker, the API, Temporal and Postgres are killed in
// turn, and the process that matches is frozen beyond its lease.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import postgres from "postgres";
import { eventually } from "../eventually.ts";
import { type Installation, startInstallation } from "../installation.ts";
import { check } from "../ledger/check.ts";
import { createLedger } from "../ledger/ledger.ts";
import { drive } from "./drive.ts";
import { publishExamples } from "./flows.ts";
import { leftovers, observe } from "./observe.ts";

describe("any process may be killed or frozen at any moment", () => {
  let installation: Installation;
  beforeAll(async () => {
    // A killed process may leave what it was doing in doubt: with one step at a time, one effect a kill.
    installation = await startInstallation({ workers: 2, stepsAtOnce: 1 });
    await publishExamples(installation, 4);
  }, 180_000);
  afterAll(async () => installation.close(), 60_000);

  test("200 runs reach their outcome; nothing is lost, started twice or done twice", async () => {
    const ledger = createLedger(`${installation.dir}/ledger.ndjson`);
    const driven = drive(installation, ledger, { runs: 200, everyMs: 250 });

    const sql = postgres(installation.databaseUrl, { max: 1 });
    const closedRuns = async (): Promise<number> =>
      Number((await sql`select count(*)::int as n from run where state = 'closed'`)[0]?.["n"]);
    const reach = (n: number): Promise<void> =>
      eventually(`${n} runs are closed`, async () => (await closedRuns()) >= n, 120_000);

    await reach(5);
    await installation.workers[0]?.killAndRestart();
    await reach(15);
    await installation.apiPart.killAndRestart();
    await reach(30);
    await installation.temporal.killAndRestart();
    await reach(45);
    await installation.postgres.killAndRestart();
    await reach(60);
    const takeoverMs = await freezeTheMatcher(installation);
    await driven.done;
    await eventually(
      "every run is closed",
      async () =>
        Number((await sql`select count(*)::int as n from run where state <> 'closed'`)[0]?.["n"]) === 0,
      150_000,
    );
    await eventually(
      "nothing is left over",
      async () => Object.values(await leftovers(installation.databaseUrl)).every((n) => n === 0),
      30_000,
    );
    driven.stop();

    const verdict = check(await observe(installation, ledger, 4));
    const outcomes = await sql<{ subject: string; outcome: string }[]>`select subject, outcome from run`;
    await sql.end();
    console.log(
      JSON.stringify({
        faults: "kill worker, api, temporal, postgres; freeze the matcher",
        takeoverSeconds: takeoverMs / 1000,
        ...verdict,
      }),
    );
    expect(verdict).toMatchObject({ ok: true, lost: 0, doubleStarts: 0, doubleEffects: 0, signalRepeats: 0 });
    expect(outcomes).toHaveLength(200);
    for (const { subject, outcome } of outcomes)
      expect(driven.expected.get(subject), `${subject} ended with ${outcome}`).toContain(outcome);
  }, 420_000);
});

/** SIGSTOP of the worker that holds the lease, until the other one matches; gives how long that took, in ms. */
async function freezeTheMatcher(installation: Installation): Promise<number> {
  const sql = postgres(installation.databaseUrl, { max: 1 });
  const holder = async (): Promise<string> => String((await sql`select holder from matcher`)[0]?.["holder"]);
  const before = await holder();
  const frozen = installation.workers.find((worker) => before.includes(String(worker.pid())));
  if (frozen === undefined)
    throw new Error(
      `Cannot freeze the matcher: the lease's holder "${before}" is none of ${installation.workers.map((worker) => worker.pid()).join(", ")}`,
    );
  const frozenAt = performance.now();
  frozen.freeze();
  await eventually("the other worker holds the lease", async () => (await holder()) !== before, 60_000);
  const takeoverMs = performance.now() - frozenAt;
  frozen.thaw();
  await sql.end();
  return takeoverMs;
}
