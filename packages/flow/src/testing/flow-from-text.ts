// A flow as text, one node a line: `id: kind arguments -> port target, port target`.
import { check } from "../check/check.ts";
import { compile } from "../compile/compile.ts";
import { emptyDocument, parseDocument } from "../document/schema.ts";
import type { DocumentNode, FlowDocument } from "../document/schema.ts";
import type { JsonObject } from "../json.ts";
import type { Plan } from "../plan.ts";
import { testNodeTypes } from "./test-node-types.ts";

/** Words of a node's line: those before a `name=` and those named, quotes kept together. */
interface Words {
  readonly plain: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

type Kind = (
  words: Words,
) => { readonly type: string; readonly config: JsonObject; readonly first: string } & Partial<
  Pick<DocumentNode, "onFailure">
>;

const KINDS: Readonly<Record<string, Kind>> = {
  event: ({ plain, named }) => ({
    type: "test-trigger",
    config: { eventType: plain[0] ?? "", ...celAt("filter", named.get("if")) },
    first: "next",
  }),
  hook: ({ plain }) => ({ type: "test-trigger", config: { hook: plain[0] ?? "" }, first: "next" }),
  manual: () => ({ type: "test-trigger", config: {}, first: "next" }),
  do: (words) => runNode("test-do", "next", words),
  quick: (words) => runNode("test-quick", "next", words),
  choose: (words) => runNode("test-choose", "yes", words),
  wait: ({ plain, named }) => {
    const events = plain.map((word) => {
      const [type = "", port = "next"] = word.split("/");
      const again = named.get("again") === "yes" ? { again: true } : {};
      return { type, port, ...again, ...celAt("filter", named.get("if")) };
    });
    const on = named.get("on")?.split("=");
    return {
      type: "test-wait",
      config: {
        events,
        ...(on === undefined
          ? {}
          : { correlate: { event: { $cel: on[0] ?? "" }, run: { $cel: on[1] ?? "" } } }),
        ...(named.has("since") ? { since: sinceOf(named.get("since") ?? "") } : {}),
        ...deadlineAt("timeout", named.get("timeout")),
      },
      first: events[0]?.port ?? "timeout",
    };
  },
  delay: ({ plain }) => ({
    type: "test-wait",
    config: { ...deadlineAt("timeout", plain[0]) },
    first: "timeout",
  }),
  if: ({ plain }) => ({
    type: "test-split",
    config: { branches: [{ port: "yes", when: { $cel: plain[0] ?? "" } }] },
    first: "yes",
  }),
  share: ({ plain, named }) => {
    const weights = plain.map((word) => ({
      port: word.split("/")[0] ?? "",
      weight: Number(word.split("/")[1]),
    }));
    return {
      type: "test-split",
      config: { weights, ...celAt("key", named.get("key")) },
      first: weights[0]?.port ?? "",
    };
  },
  task: ({ plain: [queue = "", decisions = "done"], named }) => ({
    type: "test-task",
    config: {
      queue,
      title: named.get("title") ?? "Decide",
      body: named.get("body") ?? "",
      decisions: decisions.split("/").map((key) => ({ key, label: key })),
      ...deadlineAt("due", named.get("due")),
    },
    first: decisions.split("/")[0] ?? "done",
  }),
  end: ({ plain }) => ({ type: "test-end", config: { outcome: plain[0] ?? "" }, first: "next" }),
};

/**
 * Reads a flow.
 *
 * - `cart: event cart.updated if="event.data.total > 0" -> ordered`; also `hook <key>`, `manual`
 * - `ordered: wait order.placed/ordered timeout=PT30M on="event.data.id=trigger.data.id" -> ordered done, timeout offer`
 * - `offer: do to=$profile.email -> large`; also `quick`, `choose` (ports `yes`, `no`); `failed` makes a port of failures
 * - `pause: delay P1D -> next`, `large: if "trigger.data.total > 500" -> yes call, else done`, `ab: share a/1 b/1`
 * - `call: task sales yes/no due=P1D -> yes done, no done`
 * - `done: end recovered`
 *
 * A target without a port is that of the first port. Throws a SyntaxError for a line it cannot read.
 */
export function documentFromText(text: string, key = "test-flow"): FlowDocument {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const nodes: DocumentNode[] = [];
  const edges: FlowDocument["edges"][number][] = [];
  for (const [index, line] of lines.entries()) {
    const match = /^(\w+):\s*(\w+)\s*(.*?)(?:\s*->\s*([^"]*))?$/.exec(line);
    const kind = KINDS[match?.[2] ?? ""];
    if (match === null || kind === undefined)
      throw new SyntaxError(`Cannot read "${line}": expected "id: kind … -> target"`);
    const [, id = "", , args = "", targets = ""] = match;
    const { type, config, first, ...more } = kind(readWords(args));
    nodes.push({
      id,
      type,
      typeVersion: 1,
      name: id,
      config: plainJson(config),
      position: { x: 0, y: index * 100 },
      ...more,
    });
    for (const target of targets
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "")) {
      const [port, to] = target.includes(" ") ? target.split(/\s+/) : [first, target];
      edges.push({ from: { node: id, port: port ?? first }, to: { node: to ?? "" } });
    }
  }
  const parsed = parseDocument({ ...emptyDocument(key, key), nodes, edges });
  if (parsed.ok) return parsed.document;
  throw new SyntaxError(`Cannot read flow: ${JSON.stringify(parsed.problems)}`);
}

/** Compiles a flow in notation; throws a SyntaxError that lists its errors. */
export function planFromText(text: string, key = "test-flow"): Plan {
  const compiled = compile(check(documentFromText(text, key), testNodeTypes), { version: 1 });
  if (compiled.ok) return compiled.plan;
  throw new SyntaxError(compiled.diagnostics.map(({ message }) => message).join("\n"));
}

function runNode(type: string, first: string, { plain, named }: Words): ReturnType<Kind> {
  const config = Object.fromEntries(
    [...named].map(([name, word]) => [name, word.startsWith("$") ? { $cel: word.slice(1) } : word]),
  );
  return { type, config, first, ...(plain.includes("failed") ? { onFailure: "port" as const } : {}) };
}

function readWords(text: string): Words {
  const plain: string[] = [];
  const named = new Map<string, string>();
  for (const [, name, quoted, bare] of text.matchAll(/(?:(\w+)=)?(?:"([^"]*)"|(\S+))/g)) {
    const word = quoted ?? bare ?? "";
    if (name === undefined) plain.push(word);
    else named.set(name, word);
  }
  return { plain, named };
}

function celAt(name: string, text: string | undefined): JsonObject {
  return text === undefined ? {} : { [name]: { $cel: text } };
}

/** `PT30M`, `$expression`, `until:expression` or `at:09:00`. */
function deadlineAt(name: string, word: string | undefined): JsonObject {
  if (word === undefined) return {};
  if (word.startsWith("$")) return { [name]: { $cel: word.slice(1) } };
  if (word.startsWith("until:")) return { [name]: { until: { $cel: word.slice(6) } } };
  return { [name]: word.startsWith("at:") ? { at: word.slice(3) } : word };
}

function sinceOf(word: string): string | JsonObject {
  return word.startsWith("P") ? { lookBack: word } : word;
}

function plainJson(config: JsonObject): DocumentNode["config"] {
  return JSON.parse(JSON.stringify(config)) as DocumentNode["config"];
}
