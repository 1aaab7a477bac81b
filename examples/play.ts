// `npm run example cart-recovery`: plays an example against the running stack with shortened durations and prints each
// step as it happens, the outcome, the mail and the link into the Temporal UI.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

interface Stack {
  readonly api: string;
  readonly designer: string;
  readonly temporalUi: string;
  readonly mail: string;
  readonly adminKey: string;
  readonly writeKey: string;
}
interface Play {
  /** Node id → config fields for the play: shorter durations, addresses on this machine. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly secrets?: readonly {
    readonly key: string;
    readonly value: string;
    readonly hosts: readonly string[];
  }[];
  /** A supplier played on this machine: answers orders on every path, and acknowledges those of paths that are not silent. */
  readonly supplier?: {
    readonly port: number;
    readonly silent: readonly string[];
    readonly acknowledge: string;
  };
  /** What a person does when a task of this node appears. */
  readonly decisions?: Readonly<
    Record<string, { readonly decision: string; readonly values?: Readonly<Record<string, unknown>> }>
  >;
}
interface Run {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly temporalUrl: string | null;
  readonly document: { readonly nodes: readonly { readonly id: string; readonly name: string }[] };
  readonly trail: readonly {
    readonly node: string;
    readonly visit: number;
    readonly state: string;
    readonly port: string | null;
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly error: { readonly message: string } | null;
  }[];
}

interface Sent {
  /** The number under which the API knows the event. */
  readonly number: string;
  readonly isEntry: boolean;
}

interface Receipt {
  readonly event: { readonly matchedAt: string | null };
  readonly lines: readonly ReceiptLine[];
}

interface ReceiptLine {
  readonly flow: string;
  readonly run: string | null;
  readonly verdict: string;
  readonly message: string;
}

interface Inbox {
  readonly messages: readonly { readonly subject: string; readonly to: readonly string[] }[];
}

const here = new URL(".", import.meta.url).pathname;
const [name] = process.argv.slice(2);
if (name === undefined) fail("Cannot play an example: name one, for example `npm run example cart-recovery`");
const stack = readStack();
const play = readJson<Play>(join(here, name, "play.json"));
const flow = readJson<{
  key: string;
  name: string;
  nodes: { id: string; config: Record<string, unknown> }[];
}>(join(here, name, "flow.json"));
const playId = Date.now().toString(36);

for (const { key, value, hosts } of play.secrets ?? [])
  await api("PUT", `/api/secrets/${quick(key)}`, { value, hosts });
if (play.supplier !== undefined) playSupplier(play.supplier);
await publish();
const events = await sendEvents();
await follow(events);
process.exit(0);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T; // our own example files
  } catch (error) {
    return fail(
      `Cannot play "${name}": ${file} cannot be read (${String(error)}). Examples are the folders under examples/`,
    );
  }
}

function readStack(): Stack {
  const file = join(process.env["THROUGHLINE_DATA"] ?? join(here, "..", ".throughline"), "stack.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Stack; // written by npm start
  } catch {
    return fail(
      "Cannot play the example: no stack is running here. Start it in another terminal with `npm start`",
    );
  }
}

async function api<T>(method: string, path: string, body?: unknown, key = stack.adminKey): Promise<T> {
  const response = await fetch(stack.api + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T; // the contract's type
}

/** The play's own name for a flow or a secret, so that yours under the example's name stays as it is. */
function quick(key: string): string {
  return `${key}-quick`;
}

/** Publishes the example under the play's own names, with its durations. */
async function publish(): Promise<void> {
  const document = { ...flow, key: quick(flow.key), name: `${flow.name} (quick)` };
  for (const node of document.nodes) {
    node.config = withOwnSecrets({ ...node.config, ...play.overrides[node.id] });
  }
  const flows = await api<{ items: { key: string; revision: number }[] }>("GET", "/api/flows");
  const existing = flows.items.find((item) => item.key === document.key);
  const { revision } =
    existing === undefined
      ? await api<{ revision: number }>("POST", "/api/flows", {
          key: document.key,
          name: document.name,
          document,
        })
      : await api<{ revision: number }>("PUT", `/api/flows/${document.key}/draft`, {
          revision: existing.revision,
          document,
        });
  const { version } = await api<{ version: number }>("POST", `/api/flows/${document.key}/publish`, {
    revision,
  });
  console.log(`published ${document.name} as version ${version}`);
  console.log(`drawing   ${stack.designer}/flows/${document.key}`);
}

function withOwnSecrets(config: Record<string, unknown>): Record<string, unknown> {
  const own = new Set((play.secrets ?? []).map(({ key }) => key));
  return JSON.parse(JSON.stringify(config), (name, value: unknown) =>
    name === "$secret" && typeof value === "string" && own.has(value) ? quick(value) : value,
  ) as Record<string, unknown>; // the same object, but for names of secrets
}

/** Takes orders like a supplier would, and answers later with an event of its own. */
function playSupplier(supplier: NonNullable<Play["supplier"]>): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const data = readOrder(Buffer.concat(chunks).toString("utf8"));
      if (data === null) {
        response.writeHead(400).end("no order\n");
        return;
      }
      console.log(
        `supplier  ${request.url ?? ""} got an order for ${data.quantity} × ${data.sku}, ${request.headers["webhook-signature"] === undefined ? "not signed" : "signed"}`,
      );
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ reference: `SUP-${playId}` }));
      if (supplier.silent.includes(request.url ?? "")) return;
      const event = {
        specversion: "1.0",
        type: supplier.acknowledge,
        source: "supplier",
        id: `ack-${data.order}`,
        data: { order: data.order },
      };
      api("POST", "/v1/events", event, stack.writeKey).then(
        () => console.log(`event     ${supplier.acknowledge}`),
        (error: unknown) => console.error(error),
      );
    });
  });
  server.on("error", (error) =>
    fail(`Cannot play the supplier on port ${supplier.port}: ${error.message}, let no other program have it`),
  );
  server.listen(supplier.port, "127.0.0.1");
}

interface Order {
  readonly order: string;
  readonly sku: string;
  readonly quantity: number;
}

/** The order of a webhook call; null for what any other program, or a page in a browser, may send to this port. */
function readOrder(text: string): Order | null {
  try {
    const { data } = JSON.parse(text) as { readonly data?: Order }; // the order webhook
    return data ?? null;
  } catch {
    return null;
  }
}

/** Sends the events of events.ndjson; `after` is the pause before each, `{{play}}` is this play's own id. */
async function sendEvents(): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const lines = readFileSync(join(here, name as string, "events.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  for (const line of lines) {
    const {
      after,
      entry: isEntry,
      ...event
    } = JSON.parse(line.replaceAll("{{play}}", playId)) as {
      after: string;
      entry?: boolean;
      type: string;
      id: string;
    };
    await new Promise((resolve) => setTimeout(resolve, Number(/^PT(\d+)S$/.exec(after)?.[1] ?? 0) * 1000));
    const answer = await api<{ events: { event: string }[] }>("POST", "/v1/events", event, stack.writeKey);
    const number = answer.events[0]?.event ?? "?";
    console.log(`event     ${event.type} (${number})`);
    sent.push({ number, isEntry: isEntry === true });
  }
  return sent;
}

async function follow(sent: readonly Sent[]): Promise<void> {
  const entry = sent.find(({ isEntry }) => isEntry);
  if (entry === undefined) fail(`Cannot follow "${name}": no event of events.ndjson says "entry": true`);
  for (const event of sent) {
    for (const { verdict, message } of await readReceipt(event))
      console.log(`receipt   ${event.number} ${verdict}: ${message}`);
  }
  const started = (await readReceipt(entry)).find((line) => line.verdict === "started");
  const id =
    started?.run ?? fail(`Cannot follow "${name}": event ${entry.number} started no run, see its receipt`);
  console.log(`run       ${stack.designer}/runs/${id}`);
  const said = new Set<string>();
  for (;;) {
    const run = await api<Run>("GET", `/api/runs/${encodeURIComponent(id)}`);
    for (const entry of run.trail) say(run, entry, said);
    await decide(id);
    if (run.outcome !== null) return finish(run);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What the event did to the flow that is played, as soon as it is matched. */
async function readReceipt({ number }: Sent): Promise<readonly ReceiptLine[]> {
  for (;;) {
    const receipt = await api<Receipt>("GET", `/api/events/${number}/receipt`);
    if (receipt.event.matchedAt !== null)
      return receipt.lines.filter((line) => line.flow === quick(flow.key));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function say(run: Run, entry: Run["trail"][number], said: Set<string>): void {
  const nodeName = run.document.nodes.find((node) => node.id === entry.node)?.name ?? entry.node;
  const line = (at: string, what: string): void => {
    if (said.has(`${entry.node}.${entry.visit} ${what}`)) return;
    said.add(`${entry.node}.${entry.visit} ${what}`);
    console.log(`${at.slice(11, 23)} ${nodeName} ${what}`);
  };
  if (entry.endedAt === null) line(entry.startedAt, "…");
  if (entry.error !== null) line(entry.startedAt, `parked: ${entry.error.message}`);
  if (entry.endedAt !== null) line(entry.endedAt, entry.port === null ? "reached" : `→ ${entry.port}`);
}

/** Does what the play says a person does. */
async function decide(run: string): Promise<void> {
  const tasks = await api<{ items: { id: string; node: string; title: string }[] }>(
    "GET",
    `/api/tasks?run=${encodeURIComponent(run)}`,
  );
  for (const task of tasks.items) {
    const decision = play.decisions?.[task.node];
    if (decision === undefined) continue;
    console.log(`task      ${task.title}`);
    await api("POST", `/api/tasks/${encodeURIComponent(task.id)}/decide`, decision);
    console.log(`decided   ${decision.decision}`);
  }
}

async function finish(run: Run): Promise<void> {
  console.log(`outcome   ${run.outcome}`);
  if (run.temporalUrl !== null) console.log(`temporal  ${run.temporalUrl}`);
  const inbox = await fetch(`${stack.mail}/api/messages`).then(
    (response) => response.json() as Promise<Inbox>, // the stack's mail inbox
    (): Inbox => ({ messages: [] }),
  );
  for (const mail of inbox.messages.filter(({ to }) => to.some((address) => address.includes(playId)))) {
    console.log(`mail      ${mail.subject} → ${mail.to.join(", ")} (${stack.mail})`);
  }
}
