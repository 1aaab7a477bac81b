// 200 runs of both examples under steady events on real processes, two APIs and two workers; a worker, an API, Temporal and
// Postgres are killed in turn, the other API is frozen until its clients ask the first, and the process that matches is
// frozen beyond its lease.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import postgres from "postgres";
import { eventually } from "../eventually.ts";
import { type Installation, startInstallation } from "../installation.ts";
import { check } from "../ledger/check.ts";
import { type Ledger, createLedger } from "../ledger/ledger.ts";
import { drive } from "./drive.ts";
import { publishExamples } from "./flows.ts";
import { leftovers, observe } from "./observe.ts";

const WAIT_SECONDS = 4;

describe("any process may be killed or frozen at any moment", () => {
  let installation: Installation;
  beforeAll(async () => {
    // A killed process may leave what it was doing in doubt: with one step at a time, one effect a kill.
    installation = await startInstallation({ apis: 2, workers: 2, stepsAtOnce: 1 });
    await publishExamples(installation, WAIT_SECONDS);
  }, 180_000);
  afterAll(async () => installation.close(), 60_000);

  test("200 runs reach their outcome; nothing is lost, started twice or done twice", async () => {
    const ledger = createLedger(`${installation.dir}/ledger.ndjson`);
    const driven = drive(installation, ledger, { runs: 200, everyMs: 250, waitSeconds: WAIT_SECONDS });

    const sql = postgres(installation.databaseUrl, { max: 1 });
    const closedRuns = async (): Promise<number> =>
      Number((await sql`select count(*)::int as n from run where state = 'closed'`)[0]?.["n"]);
    const reach = (n: number): Promise<void> =>
      eventually(`${n} runs are closed`, async () => (await closedRuns()) >= n, 120_000);

    await reach(5);
    await installation.workers[0]?.killAndRestart();
    await reach(15);
    await installation.apiParts[0]?.killAndRestart();
    await reach(30);
    const answeredElsewhere = await freezeAnApi(installation, ledger);
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
        faults: "kill worker, api, temporal, postgres; freeze the other api and the matcher",
        answeredElsewhere,
        takeoverSeconds: takeoverMs / 1000,
        ...verdict,
      }),
    );
    expect(verdict).toMatchObject({ ok: true, lost: 0, doubleStarts: 0, doubleEffects: 0, signalRepeats: 0 });
    expect(answeredElsewhere).toBeGreaterThan(0);
    expect(outcomes).toHaveLength(200);
    for (const { subject, outcome } of outcomes)
      expect(driven.expected.get(subject), `${subject} ended with ${outcome}`).toContain(outcome);
  }, 420_000);
});

/**
 * SIGSTOP of the second API until what it was asked is answered by the first one; what it had begun it may still finish when
 * it wakes. Gives how many events were answered after such a second try.
 */
async function freezeAnApi(installation: Installation, ledger: Ledger): Promise<number> {
  const [, api] = installation.apiParts;
  const from = ledger.lines.length;
  const answered = (): number => {
    const lines = ledger.lines.slice(from).filter((line) => line.kind === "send");
    const unanswered = new Set(lines.flatMap(({ id, outcome }) => (outcome === "info" ? [id] : [])));
    return lines.filter(({ id, outcome }) => outcome === "ok" && unanswered.has(id)).length;
  };
  api?.freeze();
  await eventually("what the frozen API was asked is answered by the other", () => answered() > 5, 60_000);
  api?.thaw();
  return answered();
}

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
