// Who sends events: tries until it is told 202, with the same ids, and writes down when.
import { IDENTIFY_TYPE } from "@throughline/flow";
import type { FlowEvent } from "@throughline/flow";
import type { IntakeStore } from "@throughline/protocol";
import { between, pick } from "./random.ts";
import type { Simulator } from "./simulator.ts";

/** What the client knows of one event it sent. */
export interface Sent {
  readonly event: FlowEvent;
  readonly sentAt: number;
  ackedAt: number | null;
  seq: number | null;
}

const TYPES = [
  "cart.updated",
  "cart.updated",
  "order.placed",
  "order.placed",
  "line.opened",
  "line.opened",
  "line.moved",
  "fresh.asked",
  "fresh.asked",
  "pick.asked",
  "pick.done",
  "pick.done",
  IDENTIFY_TYPE,
] as const;
/** Whom events are about. */
export const SUBJECTS = ["ada", "ben"] as const;
const TIMEOUT_MS = 5_000;

/** Sends a number of drawn events between now and `overMs` from now; some twice, some one right after another. */
export function sendEvents(
  simulator: Simulator,
  stores: () => readonly IntakeStore[],
  events: number,
  overMs: number,
): readonly Sent[] {
  const { random } = simulator;
  const ledger: Sent[] = [];

  function sendNow(event: FlowEvent, then: () => void): void {
    const sent: Sent = { event, sentAt: simulator.now, ackedAt: null, seq: null };
    ledger.push(sent);
    attempt(sent, then);
  }

  function attempt(sent: Sent, then: () => void): void {
    let isOver = false;
    const again = (): void => {
      if (isOver || sent.ackedAt !== null) return;
      isOver = true;
      attempt(sent, then);
    };
    const answered = (seq: number | undefined): void => {
      if (sent.ackedAt !== null) return;
      sent.ackedAt = simulator.now;
      sent.seq = seq ?? null;
      simulator.note(
        () => `202 for ${sent.event.id} ${sent.event.type} of ${sent.event.subject ?? "nobody"}: seq ${seq}`,
      );
      then();
    };
    pick(random, stores())
      .accept([{ events: [sent.event] }])
      .then(
        ([answer]) => answered(answer?.events[0]?.seq),
        () => simulator.after(between(random, 20, 300), null, again),
      );
    simulator.after(TIMEOUT_MS, null, again);
  }

  for (let index = 0; index < events; index += 1) {
    const event = drawEvent(simulator, `e${index}`);
    const follower = drawEvent(simulator, `f${index}`);
    simulator.after(between(random, 0, overMs), null, () => {
      const kind = random.next();
      sendNow(event, () => {
        if (kind < 0.3) sendNow(follower, () => {});
      });
      if (kind > 0.9) sendNow(event, () => {});
    });
  }
  return ledger;
}

function drawEvent({ random }: Simulator, id: string): FlowEvent {
  const type = pick(random, TYPES);
  const base = { id, source: "shop", type, data: type === IDENTIFY_TYPE ? { traits: { seen: id } } : {} };
  return random.next() < 0.05 ? base : { ...base, subject: pick(random, SUBJECTS) };
}
