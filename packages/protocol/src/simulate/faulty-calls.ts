// Every call of a port goes over a wire that may delay, lose the request, lose the answer, or hang.
import type { Store } from "../store.ts";
import { BlockedError } from "./model-database.ts";
import type { ModelCaller } from "./model-store.ts";
import { between } from "./random.ts";
import type { Process, Simulator } from "./simulator.ts";

const FAULTS = ["ok", "fail-before", "fail-after", "delay", "hang"] as const;
/** What may happen to a call. */
export type Fault = (typeof FAULTS)[number];

/** How likely each fault is; the rest goes well. */
export interface FaultRates {
  readonly failBefore: number;
  readonly failAfter: number;
  readonly delay: number;
  readonly hang: number;
}

/** A wire that nothing happens on. */
export const CALM: FaultRates = { failBefore: 0, failAfter: 0, delay: 0, hang: 0 };

const HANG_MS = 20_000;

export interface Wire {
  /** Calls `work` at the other end of the wire, which may outlive the caller. */
  call<Answer>(process: Process, name: string, work: () => Answer): Promise<Answer>;
  callerOf(process: Process): Omit<ModelCaller, "waitForNews" | "now">;
}

/** Creates the wires of a world; `rates` is read at every call. */
export function createWire(simulator: Simulator, rates: () => FaultRates): Wire {
  function draw(name: string): Fault {
    const fault = drawFault(simulator.random.next(), rates());
    simulator.count(`${name} ${fault}`);
    if (fault !== "ok") simulator.note(() => `${name}: ${fault}`);
    return fault;
  }

  const latency = (fault: Fault): number =>
    fault === "delay" ? between(simulator.random, 50, 4_000) : between(simulator.random, 0, 4);

  /** Does `work` when no row it needs is locked. */
  function whenFree<Answer>(
    work: () => Answer,
    done: (answer: Answer) => void,
    failed: (error: unknown) => void,
  ): void {
    try {
      done(work());
    } catch (error) {
      if (error instanceof BlockedError)
        simulator.after(between(simulator.random, 1, 5), null, () => whenFree(work, done, failed));
      else failed(error);
    }
  }

  function call<Answer>(process: Process, name: string, work: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const fault = draw(name);
      const answerAfter = fault === "hang" ? HANG_MS : latency(fault);
      const fails = fault === "fail-before" || fault === "fail-after" || fault === "hang";
      // Guarded by the process from now on: an answer to a dead one is nobody's.
      const { generation } = process;
      const answer = (ms: number, give: () => void): void => {
        simulator.after(ms, process, () => process.generation === generation && give());
      };
      const fail = (): void =>
        answer(answerAfter, () => reject(new Error(`${name}: the connection was lost`)));
      if (fault === "fail-before" || (fault === "hang" && simulator.random.next() < 0.5)) {
        fail();
        return;
      }
      simulator.after(latency(fault), null, () =>
        whenFree(
          work,
          (value) => (fails ? fail() : answer(answerAfter, () => resolve(value))),
          (error) =>
            answer(answerAfter, () => reject(error instanceof Error ? error : new Error(String(error)))),
        ),
      );
    });
  }

  async function transact<Begun, Answer>(
    process: Process,
    name: string,
    {
      begin,
      commit,
      abort,
    }: { begin: () => Begun; commit: (begun: Begun) => Answer; abort: (begun: Begun) => void },
  ): Promise<Answer> {
    const fault = draw(name);
    const fails = fault === "fail-before" || fault === "fail-after" || fault === "hang";
    const lost = (): Error => new Error(`${name}: the connection was lost`);
    if (fault === "fail-before") {
      await pause(process, latency(fault));
      throw lost();
    }
    const { generation } = process;
    const begun = await new Promise<Begun>((resolve, reject) => {
      simulator.after(latency(fault), process, () =>
        whenFree(
          begin,
          // The caller died while the request waited for a lock: its connection is gone.
          (value) => (process.generation === generation ? resolve(value) : abort(value)),
          (error) => reject(error instanceof Error ? error : new Error(String(error))),
        ),
      );
    });
    return new Promise<Answer>((resolve, reject) => {
      const finish = (): void => {
        try {
          const answer = commit(begun);
          const late = fault === "hang" ? HANG_MS : latency(fault);
          simulator.after(late, process, () => (fails ? reject(lost()) : resolve(answer)));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      simulator.after(latency(fault), process, finish, () => abort(begun));
    });
  }

  function pause(process: Process, ms: number): Promise<void> {
    return new Promise((resolve) => simulator.after(ms, process, resolve));
  }

  return {
    call,
    callerOf: (process) => ({
      call: (method: keyof Store, work) => call(process, `store.${method}`, work),
      transact: (method, halves) => transact(process, `store.${method}`, halves),
    }),
  };
}

function drawFault(drawn: number, { failBefore, failAfter, delay, hang }: FaultRates): Fault {
  if (drawn < failBefore) return "fail-before";
  if (drawn < failBefore + failAfter) return "fail-after";
  if (drawn < failBefore + failAfter + delay) return "delay";
  return drawn < failBefore + failAfter + delay + hang ? "hang" : "ok";
}
