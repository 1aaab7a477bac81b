// The waits of a simulated run, matched in memory by the expressions that the matcher uses.
import { evaluate, evaluateCondition } from "../expressions/cel.ts";
import { keyText } from "../expressions/key-text.ts";
import type { MatchedEvent } from "../event.ts";
import { waitRows } from "../instructions/wait/rows.ts";
import type { Plan } from "../plan.ts";
import type { OpenWaitRow, SinceFrom } from "../stepper/facts.ts";

interface OpenWait {
  readonly step: string;
  readonly rows: readonly OpenWaitRow[];
  isOpen: boolean;
}

/** A wait that an event satisfied, and by which port. */
export interface Wake {
  readonly step: string;
  readonly port: string;
}

/** Waits by step; rows of a visit close together. */
export class Waits {
  readonly #waits = new Map<string, OpenWait>();

  /** Opens the waits that are known at entry. */
  openStatic(plan: Plan, scope: object): void {
    for (const step of plan.steps) {
      if (step.op !== "wait" || !step.static || step.events.length === 0) continue;
      const opened = waitRows(step, scope);
      if (!opened.ok) continue;
      const at = `${step.id}.1`;
      this.#waits.set(at, { step: at, rows: opened.rows, isOpen: true });
    }
  }

  /** Opens a wait; an event of the past that it counts satisfies it at once. */
  open(
    step: string,
    rows: readonly OpenWaitRow[],
    since: SinceFrom,
    past: readonly MatchedEvent[],
  ): { event: MatchedEvent; wake: Wake } | null {
    const wait = { step, rows, isOpen: true };
    this.#waits.set(step, wait);
    for (const event of past) {
      const counts = event.no > since.no && Date.parse(event.receivedAt) >= (since.at ?? 0);
      const port = counts ? portFor(wait, event) : null;
      if (port === null) continue;
      wait.isOpen = false;
      return { event, wake: { step, port } };
    }
    return null;
  }

  /** Closes and names every wait that the event satisfies. */
  match(event: MatchedEvent): readonly Wake[] {
    const wakes: Wake[] = [];
    for (const wait of this.#waits.values()) {
      const port = wait.isOpen ? portFor(wait, event) : null;
      if (port === null) continue;
      wait.isOpen = false;
      wakes.push({ step: wait.step, port });
    }
    return wakes;
  }

  /** The timeout wins unless an event was first. A wait whose key was no key has no rows: only time can end it. */
  expire(step: string): "expired" | "matched" {
    const wait = this.#waits.get(step);
    if (wait === undefined) return "expired";
    if (!wait.isOpen) return "matched";
    wait.isOpen = false;
    return "expired";
  }
}

function portFor(wait: OpenWait, event: MatchedEvent): string | null {
  for (const row of wait.rows) {
    if (row.type !== event.type) continue;
    const value = evaluate(row.keyExpression, { event });
    const key = value.ok ? keyText(value.value) : null;
    if (key === null || !key.ok || key.text !== row.key) continue;
    if (row.filter === undefined) return row.port;
    const passes = evaluateCondition(row.filter, { ...row.bindings, event });
    if (passes.ok && passes.value) return row.port;
  }
  return null;
}
