// Facts as text, one a line: `kind arguments @ms`. Time stays where it was until a line says `@`.
import type { Json, JsonObject } from "../json.ts";
import { readZone } from "../time/host-zones.ts";
import type { Delivery, Fact, Repair } from "../stepper/facts.ts";

type Body = Fact extends infer F ? (F extends Fact ? Omit<F, "at"> : never) : never;
type Reader = (words: readonly string[], json: Json | undefined) => Body;

const READERS: Readonly<Record<string, Reader>> = {
  started: () => ({ kind: "started" }),
  continued: () => ({ kind: "continued" }),
  timer: () => ({ kind: "timer" }),
  cancelled: () => ({ kind: "cancelled" }),
  drain: () => ({ kind: "drain" }),
  done: ([step = "", port], json) => ({
    kind: "done",
    step,
    output: json ?? {},
    ...(port === undefined ? {} : { port }),
  }),
  failed: ([step = "", code = "error"]) => ({ kind: "failed", step, code, message: code }),
  opened: ([step = ""]) => ({ kind: "opened", step }),
  expired: ([step = "", answer = "expired"]) => ({
    kind: "expired",
    step,
    answer: answer as "expired" | "matched" | "expiring",
  }),
  overdue: ([step = "", answer = "overdue"]) => ({
    kind: "overdue",
    step,
    answer: answer as "overdue" | "decided",
  }),
  zone: ([step = "", zone = "", span = ""]) => ({
    kind: "zone",
    step,
    zone,
    span: Number(span),
    clocks: readZone(zone, Number(span)),
  }),
  profile: ([step = ""], json) => ({ kind: "profile", step, profile: (json ?? {}) as JsonObject }),
  closed: ([outcome = ""]) => ({ kind: "closed", answer: { kind: "closed", outcome } }),
  behind: ([nextN = "0"]) => ({ kind: "closed", answer: { kind: "behind", nextN: Number(nextN) } }),
  ahead: ([nextN = "0"]) => ({ kind: "closed", answer: { kind: "ahead", nextN: Number(nextN) } }),
  "too-large": ([bytes = "0"]) => ({ kind: "too-large", bytes: Number(bytes) }),
  ignored: () => ({ kind: "ignored" }),
  "run-closed": ([outcome = ""]) => ({ kind: "run-closed", outcome }),
  retry: ([step = ""], json) =>
    resolved(step, { action: "retry", ...(json === undefined ? {} : { config: json as JsonObject }) }),
  "send-again": ([step = ""]) => resolved(step, { action: "send-again" }),
  skip: ([step = "", port]) => resolved(step, { action: "skip", ...(port === undefined ? {} : { port }) }),
  "set-output": ([step = "", port], json) =>
    resolved(step, { action: "set-output", output: json ?? {}, ...(port === undefined ? {} : { port }) }),
  "go-to": ([step = "", node = ""]) => resolved(step, { action: "go-to", node }),
  exit: ([step = "", outcome = ""]) => resolved(step, { action: "exit", outcome }),
};

/** Deliveries begin with their number: `3 event ordered.1/ordered`, `4 decision call.1/yes`, `5 cancel`. */
const DELIVERIES: Readonly<
  Record<string, (words: readonly string[], json: Json | undefined, n: number) => Delivery>
> = {
  event: ([place = ""], json, n) => {
    const [wait = "", port = "next"] = place.split("/");
    const event = {
      id: `e${n}`,
      source: "test",
      type: "test.event",
      data: json ?? {},
      seq: n,
      no: n + 1,
      receivedAt: "1970-01-01T00:00:00.000Z",
    };
    return { kind: "event", wait, port, event };
  },
  decision: ([place = ""], json) => {
    const [step = "", decision = ""] = place.split("/");
    return {
      kind: "decision",
      task: `run.${step}`,
      step,
      decision,
      values: (json ?? {}) as JsonObject,
      by: "ada",
      at: "1970-01-01T00:00:00.000Z",
    };
  },
  expired: ([wait = ""]) => ({ kind: "expired", wait }),
  undeliverable: ([wait = "", ...reason]) => ({
    kind: "undeliverable",
    wait: wait === "-" ? null : wait,
    reason: reason.join(" "),
  }),
  cancel: () => ({ kind: "cancel", by: "ada" }),
  pause: () => ({ kind: "pause", by: "ada" }),
  resume: () => ({ kind: "resume", by: "ada" }),
  interrupt: ([name = ""]) => ({ kind: "interrupt", name }),
};

/** Reads facts, for example `started`, `done offer.1 sent {"code":"X"} @5000`, `1 event ordered.1/ordered`. */
export function factsFromText(text: string, from = 0): readonly Fact[] {
  let at = from;
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const match = /^([^{[@]*?)\s*([{[].*?)?\s*(?:@(\d+))?$/.exec(line);
      if (match === null)
        throw new SyntaxError(`Cannot read fact "${line}": expected "kind arguments {json} @ms"`);
      const [, head = "", json, time] = match;
      at = time === undefined ? at : Number(time);
      const value = json === undefined ? undefined : (JSON.parse(json) as Json);
      return { ...readBody(head.split(/\s+/), value), at } as Fact;
    });
}

function readBody([first = "", ...words]: readonly string[], json: Json | undefined): Body {
  const n = Number(first);
  const kind = words[0] ?? "";
  if (Number.isInteger(n)) {
    const delivery = DELIVERIES[kind];
    if (delivery !== undefined) return { kind: "delivered", n, delivery: delivery(words.slice(1), json, n) };
  }
  const reader = READERS[first];
  if (reader === undefined)
    throw new SyntaxError(`Cannot read fact "${first}": expected ${Object.keys(READERS).join(", ")}`);
  return reader(words, json);
}

function resolved(step: string, how: Repair): Body {
  return { kind: "resolved", step, how };
}
