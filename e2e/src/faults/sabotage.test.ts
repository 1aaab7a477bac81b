// Builds that are broken on purpose: a checker that passes them proves nothing about the build that is shipped. Each is shown
// beside the same experiment with nothing broken, which must pass.
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import type { Installation } from "../installation.ts";
import { startInstallation } from "../installation.ts";
import type { Verdict } from "../ledger/check.ts";
import { check } from "../ledger/check.ts";
import { createLedger } from "../ledger/ledger.ts";
import { leftovers, observe, readTemporal } from "./observe.ts";
import { publishParcel } from "./parcel-flow.ts";
import type { Send } from "./sender.ts";
import { createSender } from "./sender.ts";

const FROM_SOURCE = { apiEntry: "apps/api/src/main.ts", workerEntry: "apps/worker/src/main.ts" };
const LIMIT_MS = 240_000;

/** Every other count stays zero, so that the verdict names the fault and nothing else. */
const nothingElse = {
  unexplained: 0,
  phantomEvents: 0,
  doubleStarts: 0,
  doubleEffects: 0,
  rawRepeats: [],
  unfinished: 0,
  orphansPostgres: 0,
  orphansTemporal: 0,
  leftovers: 0,
};

describe("an API that is killed under steady events", () => {
  test(
    "that acknowledges before the commit is found to lose events",
    async () => {
      const conditions = ["@throughline/acknowledge-early"];
      const verdict = await withInstallation({ apiEntry: FROM_SOURCE.apiEntry, conditions }, killTheApi(5));
      expect(verdict).toMatchObject({ ...nothingElse, ok: false, signalRepeats: 0 });
      expect(verdict.lost).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );

  test(
    "that acknowledges after the commit loses nothing",
    async () => {
      const verdict = await withInstallation({ apiEntry: FROM_SOURCE.apiEntry }, killTheApi(1));
      expect(verdict).toMatchObject({ ...nothingElse, ok: true, lost: 0, signalRepeats: 0 });
    },
    LIMIT_MS,
  );
});

describe("a worker that is killed between sending and settling", () => {
  test(
    "that gives every try a new request id is found to signal twice",
    async () => {
      const conditions = ["@throughline/random-request-ids"];
      const verdict = await withInstallation(
        { workerEntry: FROM_SOURCE.workerEntry, conditions },
        killTheDeliverer,
      );
      expect(verdict).toMatchObject({ ...nothingElse, ok: false, lost: 0 });
      expect(verdict.signalRepeats).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );

  test(
    "that repeats the request id signals once",
    async () => {
      const verdict = await withInstallation({ workerEntry: FROM_SOURCE.workerEntry }, killTheDeliverer);
      expect(verdict).toMatchObject({ ...nothingElse, ok: true, lost: 0, signalRepeats: 0 });
    },
    LIMIT_MS,
  );
});

interface Experiment {
  readonly installation: Installation;
  readonly sql: postgres.Sql;
  readonly send: Send;
  /** Judges what happened so far. */
  readonly judge: (kills: number) => Promise<Verdict>;
}

async function withInstallation(
  options: Parameters<typeof startInstallation>[0],
  run: (experiment: Experiment) => Promise<Verdict>,
): Promise<Verdict> {
  const installation = await startInstallation(options);
  const sql = postgres(installation.databaseUrl, { max: 2 });
  const stopped = new AbortController();
  // Every send that waits to be repeated listens.
  setMaxListeners(0, stopped.signal);
  const ledger = createLedger(`${installation.dir}/ledger.ndjson`);
  try {
    await publishParcel(installation);
    const verdict = await run({
      installation,
      sql,
      send: createSender(installation, ledger, stopped.signal),
      judge: async (kills) => check(await observe(installation, ledger, kills)),
    });
    console.log(JSON.stringify({ conditions: options?.conditions ?? [], ...verdict }));
    return verdict;
  } finally {
    stopped.abort();
    await sql.end();
    await installation.close();
  }
}

/** Kills the API in the middle of the sending, until something is lost or it was killed often enough. */
function killTheApi(rounds: number): (experiment: Experiment) => Promise<Verdict> {
  return async (experiment) => {
    for (let round = 1; ; round += 1) {
      await killTheApiOnce(experiment, namesOf(round, 40));
      const verdict = await experiment.judge(round);
      if (verdict.lost > 0 || round >= rounds) return verdict;
    }
  };
}

async function killTheApiOnce(experiment: Experiment, subjects: readonly string[]): Promise<void> {
  const { installation, send } = experiment;
  const sends: Promise<void>[] = [];
  const steady = async (): Promise<void> => {
    for (const subject of subjects) {
      sends.push(send(parcelEvent("sent", subject)));
      await sleep(10);
    }
    await Promise.all(sends);
  };
  const sent = steady();
  await eventually("half of the events are sent", () => sends.length >= subjects.length / 2);
  await installation.apiParts[0]?.killAndRestart();
  await sent;
  // An entry that was lost has no run to end; whatever began, ends.
  await sendAll(send, "scanned", subjects);
  await sendAll(send, "delivered", subjects);
  await untilQuiet(experiment);
}

/** Kills the worker when Temporal has the signals of a crowd of runs and Postgres does not know it yet. */
async function killTheDeliverer(experiment: Experiment): Promise<Verdict> {
  const { installation, sql, send, judge } = experiment;
  const subjects = namesOf(1, 24);
  await sendAll(send, "sent", subjects);
  await eventually("every run waits", async () => {
    const [row] = await sql`select count(*)::int as n from run where state = 'open'`;
    return row?.["n"] === subjects.length;
  });
  await signalWithoutSettling(experiment, subjects);
  await eventually(
    "the claims ran out and everything was delivered again",
    async () => (await leftovers(installation.databaseUrl)).deliveries === 0,
    90_000,
  );
  const [row] = await sql`
    select count(*)::int as n from delivery where n = 1 and attempts > 1 and settled_as = 'sent'`;
  expect(row?.["n"], "deliveries that were sent again").toBeGreaterThan(0);
  await sendAll(send, "delivered", subjects);
  await untilQuiet(experiment);
  return judge(1);
}

/** What is slow here is first Temporal and then Postgres, never the build. */
async function signalWithoutSettling(
  { installation, sql, send }: Experiment,
  subjects: readonly string[],
): Promise<void> {
  installation.temporal.freeze();
  await sendAll(send, "scanned", subjects);
  await eventually("the deliverer is at it", async () => {
    const [row] = await sql`
      select count(*)::int as n from delivery where delivery.n = 1 and delivery.attempts > 0`;
    return row?.["n"] === subjects.length;
  });
  await sql.begin(async (tx) => {
    await tx`lock table run in exclusive mode`;
    installation.temporal.thaw();
    await eventually("Temporal has the signals", async () => {
      const { signals } = await readTemporal(installation.temporalAddress);
      return new Set(signals.map(({ run }) => run)).size === subjects.length;
    });
    await installation.workers[0]?.killAndRestart();
  });
}

async function untilQuiet({ installation, sql }: Experiment): Promise<void> {
  await eventually(
    "every run is closed and nothing is left over",
    async () => {
      const [row] = await sql`select count(*)::int as n from run where state <> 'closed'`;
      const left = await leftovers(installation.databaseUrl);
      return row?.["n"] === 0 && Object.values(left).every((count) => count === 0);
    },
    90_000,
  );
}

function namesOf(round: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `parcel-${round}-${i}`);
}

async function sendAll(send: Send, what: string, subjects: readonly string[]): Promise<void> {
  await Promise.all(subjects.map((subject) => send(parcelEvent(what, subject))));
}

function parcelEvent(what: string, subject: string) {
  return { type: `parcel.${what}`, source: "post", id: `${what}-${subject}`, subject, data: {} };
}
