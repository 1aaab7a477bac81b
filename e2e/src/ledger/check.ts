// The checker: reconciles the client's ledger with what the sinks saw and what the product says of itself.
// Pure, so that it can be shown to fail on logs that are wrong on purpose.
import type { LedgerLine } from "./ledger.ts";

/** One line of a sink: `received` is written before any answer. */
export interface SinkLine {
  readonly t: number;
  readonly sink: "http" | "smtp";
  /** Idempotency-Key, or the effect key of the mail. */
  readonly key: string;
  readonly run: string;
  readonly step: string;
  /** For mail, its Message-ID. */
  readonly messageId: string | null;
}

/** What the product says of one run. */
export interface RunFact {
  readonly id: string;
  readonly flow: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly entry: { readonly source: string; readonly id: string };
}

/** What the product says of one event. */
export interface EventFact {
  readonly source: string;
  readonly id: string;
  readonly event: string;
  readonly matched: boolean;
  /** Number of receipt lines. */
  readonly lines: number;
}

/** One signal in the history of one execution. */
export interface SignalFact {
  readonly run: string;
  /** Temporal's id of the execution; a continued run has several. */
  readonly execution: string;
  readonly n: number;
}

export interface Observed {
  readonly ledger: readonly LedgerLine[];
  readonly sinks: readonly SinkLine[];
  readonly runs: readonly RunFact[];
  readonly events: readonly EventFact[];
  /** Workflow ids in Temporal, one entry for every chain (continued executions count once), and whether it is open. */
  readonly workflows: readonly { readonly id: string; readonly open: boolean }[];
  /** Every delivery in a history: the number it carries and the execution that was told. */
  readonly signals: readonly SignalFact[];
  readonly leftovers: {
    readonly pending: number;
    readonly deliveries: number;
    readonly waits: number;
    readonly openTasks: number;
  };
  /** How many processes were killed; raw repeats at a sink may not exceed it. */
  readonly kills: number;
}

export interface Verdict {
  readonly accepted: number;
  readonly lost: number;
  readonly unexplained: number;
  readonly phantomEvents: number;
  readonly doubleStarts: number;
  /** Keys under which an effect was applied more than once after folding repeats by key: must be 0. */
  readonly doubleEffects: number;
  /** Repeats of one key at a sink, which the key makes harmless; listed, at most `kills`. */
  readonly rawRepeats: readonly string[];
  readonly keyMismatches: number;
  readonly strangers: number;
  readonly unfinished: number;
  readonly orphansPostgres: number;
  readonly orphansTemporal: number;
  /** Signals that one execution got again under the same number: repeats must be folded before they reach a history. */
  readonly signalRepeats: number;
  readonly leftovers: number;
  readonly examples: readonly string[];
  readonly ok: boolean;
}

const identity = (source: string, id: string): string => JSON.stringify([source, id]);

/** Judges one experiment. `examples` holds the first counter-examples, each with its line. */
export function check(observed: Observed): Verdict {
  const examples: string[] = [];
  const note = (text: string): void => {
    if (examples.length < 10) examples.push(text);
  };

  const byIdentity = new Map(observed.events.map((event) => [identity(event.source, event.id), event]));
  const sends = observed.ledger.filter((line) => line.kind === "send");
  const accepted = new Map<string, LedgerLine>();
  const maybe = new Set<string>();
  const refused = new Set<string>();
  for (const line of sends) {
    const name = identity(line.source, line.id);
    if (line.outcome === "ok") accepted.set(name, line);
    else if (line.outcome === "info") maybe.add(name);
    else refused.add(name);
  }

  let lost = 0;
  let unexplained = 0;
  for (const [name, line] of accepted) {
    const event = byIdentity.get(name);
    if (event === undefined) {
      lost += 1;
      note(`lost: accepted at op ${line.op} as event ${line.event}, not stored: ${name}`);
    } else if (!event.matched || event.lines === 0) {
      unexplained += 1;
      note(
        `unexplained: event ${event.event} ${event.matched ? "has no receipt line" : "was never matched"}`,
      );
    }
  }

  let phantomEvents = 0;
  for (const [name, event] of byIdentity) {
    if (event.source.startsWith("throughline/")) continue;
    if (!accepted.has(name) && !maybe.has(name)) {
      phantomEvents += 1;
      note(`${refused.has(name) ? "stored though refused" : "never sent"}: event ${event.event} ${name}`);
    }
  }

  const verdict = {
    accepted: accepted.size,
    lost,
    unexplained,
    phantomEvents,
    ...checkRuns(observed, note),
    ...checkEffects(observed, note),
    ...checkSignals(observed, note),
    ...checkQuiet(observed, note),
    examples,
  };
  return { ...verdict, ok: isOk(verdict, observed.kills) };
}

function checkRuns(observed: Observed, note: (text: string) => void) {
  const starts = new Map<string, Set<string>>();
  let unfinished = 0;
  for (const run of observed.runs) {
    const name = JSON.stringify([run.flow, run.entry.source, run.entry.id]);
    const ids = starts.get(name) ?? new Set<string>();
    ids.add(run.id);
    starts.set(name, ids);
    if (run.state !== "closed" || run.outcome === null) {
      unfinished += 1;
      note(`unfinished: run ${run.id} is ${run.state}`);
    }
  }
  let doubleStarts = 0;
  for (const [name, ids] of starts) {
    if (ids.size > 1) {
      doubleStarts += 1;
      note(`double start: ${name} → ${[...ids].join(", ")}`);
    }
  }
  const rows = new Set(observed.runs.map((run) => run.id));
  const chains = new Map<string, number>();
  for (const workflow of observed.workflows) chains.set(workflow.id, (chains.get(workflow.id) ?? 0) + 1);
  for (const [id, count] of chains) {
    if (count > 1) {
      doubleStarts += 1;
      note(`double start: ${count} workflows with id ${id}`);
    }
  }
  const openWorkflows = new Set(
    observed.workflows.filter((workflow) => workflow.open).map((workflow) => workflow.id),
  );
  const orphansTemporal = [...openWorkflows].filter((id) => {
    const row = observed.runs.find((run) => run.id === id);
    return row === undefined || row.state === "closed";
  });
  const orphansPostgres = observed.runs.filter((run) => run.state === "open" && !openWorkflows.has(run.id));
  for (const id of orphansTemporal)
    note(`open in Temporal, ${rows.has(id) ? "closed" : "missing"} in Postgres: ${id}`);
  for (const run of orphansPostgres) note(`open in Postgres, not in Temporal: ${run.id}`);
  return {
    unfinished,
    doubleStarts,
    orphansTemporal: orphansTemporal.length,
    orphansPostgres: orphansPostgres.length,
  };
}

function checkEffects(observed: Observed, note: (text: string) => void) {
  const rows = new Set(observed.runs.map((run) => run.id));
  const byKey = new Map<string, SinkLine[]>();
  const keysOfStep = new Map<string, Set<string>>();
  let strangers = 0;
  let keyMismatches = 0;
  for (const line of observed.sinks) {
    const lines = byKey.get(line.key) ?? [];
    lines.push(line);
    byKey.set(line.key, lines);
    const step = `${line.sink} ${line.run}/${line.step}`;
    const keys = keysOfStep.get(step) ?? new Set<string>();
    keys.add(line.key);
    keysOfStep.set(step, keys);
    if (!rows.has(line.run)) {
      strangers += 1;
      note(`effect of a run nobody knows: ${line.key}`);
    }
    if (!line.key.startsWith(`${line.run}/${line.step}`)) {
      keyMismatches += 1;
      note(`key ${line.key} does not belong to step ${line.run}/${line.step}`);
    }
  }
  let doubleEffects = 0;
  for (const [step, keys] of keysOfStep) {
    if (keys.size > 1) {
      doubleEffects += 1;
      note(`one step, several keys: ${step} → ${[...keys].join(", ")}`);
    }
  }
  const rawRepeats: string[] = [];
  for (const [key, lines] of byKey) {
    for (let i = 1; i < lines.length; i += 1) rawRepeats.push(key);
    const ids = new Set(lines.map((line) => line.messageId));
    if (ids.size > 1) {
      doubleEffects += 1;
      note(`one key, several Message-IDs: ${key} → ${[...ids].join(", ")}`);
    }
  }
  return { strangers, keyMismatches, doubleEffects, rawRepeats };
}

/** A continued execution is another one: Temporal forgets request ids there, and the run drops the repeat by its number. */
function checkSignals(observed: Observed, note: (text: string) => void) {
  const seen = new Set<string>();
  let signalRepeats = 0;
  for (const { run, execution, n } of observed.signals) {
    const name = JSON.stringify([run, execution, n]);
    if (seen.has(name)) {
      signalRepeats += 1;
      note(`signalled again: delivery ${n} of run ${run} in execution ${execution}`);
    }
    seen.add(name);
  }
  return { signalRepeats };
}

function checkQuiet(observed: Observed, note: (text: string) => void) {
  const { pending, deliveries, waits, openTasks } = observed.leftovers;
  const leftovers = pending + deliveries + waits + openTasks;
  if (leftovers > 0) note(`left over: ${JSON.stringify(observed.leftovers)}`);
  return { leftovers };
}

function isOk(verdict: Omit<Verdict, "ok">, kills: number): boolean {
  return (
    verdict.lost === 0 &&
    verdict.unexplained === 0 &&
    verdict.phantomEvents === 0 &&
    verdict.doubleStarts === 0 &&
    verdict.doubleEffects === 0 &&
    verdict.keyMismatches === 0 &&
    verdict.strangers === 0 &&
    verdict.unfinished === 0 &&
    verdict.orphansPostgres === 0 &&
    verdict.orphansTemporal === 0 &&
    verdict.signalRepeats === 0 &&
    verdict.leftovers === 0 &&
    verdict.rawRepeats.length <= kills
  );
}
