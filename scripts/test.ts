// `npm test`: finds or fetches what the tests need and ends with one sum. Groups that need nothing run at the same time, the
// others one after another. `npm test -- unit` runs one group, `npm test -- unit database` two.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  buildIfChanged,
  findTemporalCli,
  startPostgres,
  startTemporal,
} from "../packages/stack/src/index.ts";

const root = new URL("..", import.meta.url).pathname;

/** What a group needs before it can run. */
type Need = "servers" | "build" | "chromium";

interface Group {
  readonly name: string;
  readonly needs: readonly Need[];
  /** Folders for vitest, or a program whose last line may be `N passed, N failed`. */
  readonly run: { readonly vitest: readonly string[] } | { readonly program: string };
}

interface Sum {
  readonly passed: number;
  readonly failed: number;
}

const GROUPS: readonly Group[] = [
  {
    name: "unit",
    needs: [],
    run: {
      vitest: [
        "packages/flow/",
        "packages/protocol/",
        "packages/simulation/",
        "packages/intake/",
        "packages/operations/",
        "packages/nodes/",
        "packages/mail/",
        "packages/contract/",
        "packages/temporal/",
        "apps/designer/",
        "e2e/src/ledger/",
      ],
    },
  },
  { name: "stack", needs: [], run: { vitest: ["packages/stack/"] } },
  { name: "database", needs: ["servers"], run: { vitest: ["packages/db/", "apps/api/", "apps/worker/"] } },
  { name: "simulation", needs: [], run: { program: "packages/simulation/src/main.ts" } },
  {
    name: "faults",
    needs: ["build"],
    run: { vitest: ["e2e/src/history/", "e2e/src/packages/", "e2e/src/faults/"] },
  },
  { name: "browser", needs: ["build", "chromium"], run: { vitest: ["e2e/src/browser/"] } },
];

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;

async function main(names: readonly string[]): Promise<boolean> {
  const unknown = names.find((name) => !GROUPS.some((group) => group.name === name));
  if (unknown !== undefined) {
    console.error(`Cannot run group "${unknown}": there are ${GROUPS.map(({ name }) => name).join(", ")}`);
    return false;
  }
  const chosen = GROUPS.filter(({ name }) => names.length === 0 || names.includes(name));
  const folder = await mkdtemp(join(tmpdir(), "throughline-test-"));
  const provide = providers(folder);
  const sums: Sum[] = [];
  const run = async (group: Group, write: Write): Promise<void> => {
    write(`\n== ${group.name}\n`);
    const sum = await runGroup(group, { folder, provide, write });
    write(`== ${group.name}: ${sum.passed} passed, ${sum.failed} failed\n`);
    sums.push(sum);
  };
  const needless = chosen.filter(({ needs }) => needs.length === 0);
  try {
    await Promise.all(needless.map((group) => inOnePiece((write) => run(group, write))));
    for (const group of chosen) if (!needless.includes(group)) await run(group, writeOut);
  } finally {
    await provide.close();
    await rm(folder, { recursive: true, force: true });
  }
  const passed = sums.reduce((sum, one) => sum + one.passed, 0);
  const failed = sums.reduce((sum, one) => sum + one.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

type Write = (text: string) => void;

function writeOut(text: string): void {
  process.stdout.write(text);
}

/** Keeps what is written until the work is over, so that groups that run at the same time do not mix their lines. */
async function inOnePiece(work: (write: Write) => Promise<void>): Promise<void> {
  const texts: string[] = [];
  try {
    await work((text) => texts.push(text));
  } finally {
    writeOut(texts.join(""));
  }
}

interface Running {
  /** For reports; gone when the tests are over. */
  readonly folder: string;
  readonly provide: Providers;
  readonly write: Write;
}

/** A group that could not begin, or that ran nothing, counts as one failure. */
async function runGroup(group: Group, { folder, provide, write }: Running): Promise<Sum> {
  try {
    const env: NodeJS.ProcessEnv = { ...process.env };
    for (const need of group.needs) Object.assign(env, await provide[need]());
    const sum =
      "vitest" in group.run
        ? await runVitest(group.run.vitest, join(folder, `${group.name}.json`), { env, write })
        : await runProgram(group.run.program, { env, write });
    if (sum.passed + sum.failed > 0) return sum;
    write(`Cannot count group "${group.name}" as passed: it ran nothing\n`);
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  return { passed: 0, failed: 1 };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

async function runVitest(folders: readonly string[], report: string, how: Execution): Promise<Sum> {
  const args = ["run", ...folders, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await execute(join(root, "node_modules/.bin/vitest"), args, how);
  const content = await readFile(report, "utf8").catch(() => undefined);
  if (content === undefined) throw new Error("Cannot read what vitest reported: it wrote no report");
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(content) as VitestReport;
  // A file that failed outside its tests (an import, a hook) has no failed test of its own to count.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  const failed = numFailedTests + brokenFiles.length;
  // An unhandled error fails the run though every test passed.
  const isBroken = code !== 0 && failed === 0 && testResults.length > 0;
  return { passed: numPassedTests, failed: isBroken ? 1 : failed };
}

async function runProgram(program: string, how: Execution): Promise<Sum> {
  if (!existsSync(join(root, program))) throw new Error(`Cannot run "${program}": there is no such file`);
  const { code, output } = await execute(
    join(root, "node_modules/.bin/tsx"),
    ["--conditions", "@throughline/source", program],
    how,
  );
  const counted = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  const sum =
    counted === undefined
      ? { passed: 1, failed: 0 }
      : { passed: Number(counted[1]), failed: Number(counted[2]) };
  return code === 0 || sum.failed > 0 ? sum : { passed: 0, failed: 1 };
}

interface Execution {
  readonly env: NodeJS.ProcessEnv;
  readonly write: Write;
}

/** Runs a command; hands its output on, and keeps the end of it. */
function execute(
  command: string,
  args: readonly string[],
  { env, write }: Execution,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      write(text);
      output = (output + text).slice(-100_000);
    });
    child.stderr.setEncoding("utf8").on("data", write);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

type Providers = Readonly<Record<Need, () => Promise<NodeJS.ProcessEnv>>> & { close(): Promise<void> };

/** Each need is met once, when the first group asks; all of it ends with us. */
function providers(folder: string): Providers {
  const closers: (() => Promise<void>)[] = [];
  const servers = once(async () => {
    const cli = await findTemporalCli((line) => console.log(line));
    const postgres = await startPostgres({ dataDir: join(folder, "postgres") });
    closers.push(() => postgres.stop());
    const temporal = await startTemporal({ dataDir: join(folder, "temporal"), cli });
    closers.push(() => temporal.stop());
    return { TEST_DATABASE_URL: postgres.url, TEST_TEMPORAL_ADDRESS: temporal.address, TEMPORAL_CLI: cli };
  });
  const build = once(async () => {
    await buildIfChanged(root, (line) => console.log(line));
    return { TEMPORAL_CLI: await findTemporalCli((line) => console.log(line)) };
  });
  const chromium = once(() => Promise.resolve({ CHROMIUM_PATH: findChromium() }));
  return {
    servers,
    build,
    chromium,
    close: async () => {
      for (const close of closers.toReversed()) await close();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** A Chromium on this machine; browsers are looked for and never fetched. */
function findChromium(): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  paths.push("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      "Cannot run the browser tests: there is no Chromium, install one (Debian: apt-get install chromium) or set CHROMIUM_PATH",
    );
  }
  return found;
}
