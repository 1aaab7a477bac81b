// The example of a node package as a stranger has it: copied out of this repository, our libraries as packed files, installed,
// built and tested by its own means, linked into an operator's folder beside packages that are broken, and used by a flow.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, publishFlow } from "../client.ts";
import type { Client } from "../client.ts";
import { eventually } from "../eventually.ts";
import { root, startInstallation } from "../installation.ts";
import type { Installation } from "../installation.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "throughline package-"));
const example = join(folder, "acme messages");
const operator = join(folder, "operator");

const npm = async (cwd: string, ...args: readonly string[]): Promise<string> => {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  const { stdout } = await run("npm", [...args, ...quiet], { cwd, maxBuffer: 16_000_000 });
  return stdout;
};

/** A package that does as its name says, in the operator's folder. */
function install(name: string, code: string): void {
  const at = join(operator, "node_modules", name);
  mkdirSync(at, { recursive: true });
  writeFileSync(
    join(at, "package.json"),
    JSON.stringify({ name, version: "0.0.1", type: "module", exports: "./index.js" }),
  );
  writeFileSync(join(at, "index.js"), code);
}

const rough = (type: string, work: string) => `import { defineNode } from "@throughline/nodes";
import { z } from "zod";
export const node = defineNode({ type: "${type}", version: 1, title: "T", description: "Does it.", icon: "x", category: "data",
  config: z.object({}), output: z.object({}), sample: { config: {}, output: {} }, retry: { attempts: 1, every: "PT1S" }, run: async () => { ${work} return { output: {} }; } });`;

let tested: string;
let installation: Installation;
let client: Client;

beforeAll(async () => {
  cpSync(join(root, "examples/node-package"), example, {
    recursive: true,
    filter: (path) => !["node_modules", "dist", "package-lock.json"].includes(basename(path)),
  });
  await Promise.all(
    ["flow", "nodes"].map((name) => npm(join(root, "packages", name), "pack", "--pack-destination", folder)),
  );
  const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  for (const name of ["flow", "nodes"])
    manifest.devDependencies[`@throughline/${name}`] = `file:../throughline-${name}-0.1.0.tgz`;
  writeFileSync(join(example, "package.json"), JSON.stringify(manifest));
  await npm(example, "install");
  tested = await npm(example, "test");

  mkdirSync(operator);
  writeFileSync(join(operator, "package.json"), JSON.stringify({ name: "operator", private: true }));
  await npm(operator, "install", "../acme messages");
  install("throws-at-import", "throw new Error('no licence');");
  install("clashes", rough("delay", ""));
  install(
    "floats",
    rough(
      "floats",
      "setTimeout(() => Promise.reject(new Error('lost')), 20); await new Promise((done) => setTimeout(done, 5000));",
    ),
  );
  install("blocks", rough("blocks", "const end = Date.now() + 2500; while (Date.now() < end);"));
  installation = await startInstallation({
    env: {
      THROUGHLINE_NODE_FOLDER: operator,
      THROUGHLINE_NODE_PACKAGES: "throws-at-import, acme-messages, gone, clashes, floats, blocks",
    },
  });
  client = createClient(installation);
}, 300_000);
afterAll(async () => {
  await installation?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const node = (id: string, type: string, config: object = {}) => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  position: { x: 0, y: 0 },
  config,
});
const lines = (...drawn: readonly string[]) =>
  drawn.map((line) => {
    const [from = "", port = "", to = ""] = line.split(" ");
    return { from: { node: from, port }, to: { node: to } };
  });
const flow = (key: string, nodes: readonly object[], edges: readonly object[]) => ({
  schema: 1,
  key,
  name: key,
  settings: {
    subject: { $cel: "trigger.subject" },
    reentry: { rule: "every-event" },
    timeZone: "UTC",
    interrupts: [],
    priority: "normal",
  },
  nodes,
  edges,
  notes: [],
  frames: [],
});

async function send(type: string, subject: string, data: object = {}): Promise<void> {
  const response = await fetch(`${installation.api}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${installation.writeKey}`, "content-type": "application/json" },
    body: JSON.stringify({ type, subject, data }),
  });
  expect(response.status).toBe(202);
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly parkReason: string | null;
}
const runOf = async (subject: string): Promise<Run | undefined> =>
  (await client.get<{ items: readonly Run[] }>(`/api/runs?subject=${subject}`)).items[0];

describe("examples/node-package, outside this repository", () => {
  it("passes its own tests", () => {
    expect(tested).toMatch(/^# fail 0$|^ℹ fail 0$/m);
    expect(tested).toMatch(/^(# |ℹ )pass 1[0-9]$/m);
  });

  it("npm run new-node begins another node in it, and a package of its own, whose tests pass", async () => {
    const begin = async (...args: readonly string[]) =>
      run(process.execPath, ["--import", "tsx", "scripts/new-node.ts", ...args], {
        cwd: root,
        env: { ...process.env, INIT_CWD: folder },
      });
    await begin("send-fax", "acme messages");
    await begin("look-up", "fresh nodes");
    // What npm would install is there already.
    cpSync(join(example, "node_modules"), join(folder, "fresh nodes/node_modules"), { recursive: true });
    const [{ stdout }] = await Promise.all([
      run("npm", ["test"], { cwd: join(folder, "fresh nodes") }),
      run("npx", ["tsc"], { cwd: example }),
    ]);
    expect(stdout).toMatch(/^(# |ℹ )fail 0$/m);
    expect(readFileSync(join(example, "dist/index.js"), "utf8")).toContain("sendFax");
    await expect(begin("send-fax", "acme messages")).rejects.toThrow("there is one already");
    await expect(begin("Send Fax")).rejects.toThrow("such as send-fax");
  }, 120_000);

  it("is there beside broken ones, each of which says what is wrong with it", async () => {
    const { items, packages } = await client.get<{
      items: readonly { readonly type: string }[];
      packages: readonly {
        readonly name: string;
        readonly types: readonly string[];
        readonly problems: readonly string[];
      }[];
    }>("/api/node-types");
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(["sort-message", "delay"]));
    expect(packages).toMatchObject([
      { name: "throws-at-import", types: [], problems: [expect.stringContaining("no licence")] },
      { name: "acme-messages", types: ["send-sms@1", "sort-message@1", "wait-for-report@1"], problems: [] },
      { name: "gone", types: [], problems: [expect.stringContaining("it is not installed in")] },
      {
        name: "clashes",
        types: [],
        problems: [expect.stringContaining("Throughline itself has a node type")],
      },
      { name: "floats", types: ["floats@1"], problems: [] },
      { name: "blocks", types: ["blocks@1"], problems: [] },
    ]);
  });

  it("runs: ports from the config, an effect with a secret, and the wait for the report of that message", async () => {
    await client.send("PUT", "/api/secrets/sms", { value: "token", hosts: ["127.0.0.1"] });
    const classes = [{ port: "bill", label: "A bill", words: ["invoice"] }];
    await publishFlow(
      client,
      flow(
        "tickets",
        [
          node("opened", "event-trigger", { eventType: "ticket.opened" }),
          node("sort", "sort-message", { text: { $cel: "trigger.data.text" }, classes }),
          node("send", "send-sms", {
            to: "+4930123456",
            text: "About {{ steps.sort.found }}",
            gateway: `${installation.httpSink}/sms`,
            token: { $secret: "sms" },
          }),
          node("report", "wait-for-report", {
            correlate: { run: { $cel: "steps.send.message" } },
            timeout: "PT5M",
          }),
          node("told", "exit", { outcome: "told" }),
          node("lost", "exit", { outcome: "lost" }),
          node("left", "exit", { outcome: "left" }),
        ],
        lines(
          "opened next sort",
          "sort bill send",
          "sort other left",
          "send next report",
          "report delivered told",
          "report undelivered lost",
          "report timeout lost",
        ),
      ),
    );
    await send("ticket.opened", "ada", { text: "Where is my INVOICE?" });
    await send("ticket.opened", "bob", { text: "Hello" });
    await eventually(
      "bob's run has left by the other port",
      async () => (await runOf("bob"))?.outcome === "left",
    );
    await eventually(
      "ada's message is sent",
      async () => (await stepOutput("ada", "send")) !== undefined,
      60_000,
    );
    const { message } = (await stepOutput("ada", "send")) as { readonly message: string };
    await send("sms.delivered", "gateway", { message: "another one" });
    await send("sms.delivered", "gateway", { message });
    await eventually("the report has come", async () => (await runOf("ada"))?.outcome === "told");
  }, 120_000);

  it("an error that floats parks its step, and who blocks the loop is named; nothing else notices", async () => {
    for (const type of ["floats", "blocks"]) {
      await publishFlow(
        client,
        flow(
          type,
          [
            node("begin", "event-trigger", { eventType: `${type}.begin` }),
            node("work", type),
            node("done", "exit", { outcome: "done" }),
          ],
          lines("begin next work", "work next done"),
        ),
      );
      await send(`${type}.begin`, `of-${type}`);
    }
    await send("ticket.opened", "eve", { text: "Hello" });
    await eventually(
      "the step parks",
      async () => (await runOf("of-floats"))?.parkReason === "floating-error",
      60_000,
    );
    await eventually("the slow one ends", async () => (await runOf("of-blocks"))?.outcome === "done", 60_000);
    await eventually(
      "eve's run has gone its way",
      async () => (await runOf("eve"))?.outcome === "left",
      60_000,
    );
    const log = readFileSync(join(installation.dir, "logs/worker-1.log"), "utf8");
    expect(log).toMatch(/node type \\"floats\\" let an error float, which fails its step/);
    expect(log).toMatch(/node type \\"blocks\\" blocks the worker: it gave nobody else a turn for/);
  }, 120_000);
});

async function stepOutput(subject: string, step: string): Promise<unknown> {
  const found = await runOf(subject);
  if (found === undefined) return undefined;
  const { trail } = await client.get<{
    trail: readonly { readonly node: string; readonly output: unknown; readonly state: string }[];
  }>(`/api/runs/${found.id}`);
  return trail.find(({ node: at, output }) => at === step && output !== null && output !== undefined)?.output;
}
