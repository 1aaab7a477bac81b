// Every call of a port goes over a wire that may delay, lose the request, lose the answer, or hang.
import { BlockedError } from "@throughline/protocol/memory";
import type { MemoryCaller } from "@throughline/protocol/memory";
import { between } from "./random.ts";
import type { Process, Simulator } from "./simulator.ts";

/** What may happen to a call. */
type Fault = "ok" | "fail-before" | "fail-after" | "delay" | "hang";

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
  readonly call: <Answer>(process: Process, name: string, work: () => Answer) => Promise<Answer>;
  readonly callerOf: (process: Process) => Omit<MemoryCaller, "waitForNews">;
}

/** Creates the wires of a world; `rates` is read at every call. */
export function createWire(simulator: Simulator, rates: () => FaultRates): Wire {
  const draw = (name: string): Fault => {
    const fault = drawFault(simulator.random.next(), rates());
    simulator.count(`${name} ${fault}`);
    if (fault !== "ok") simulator.note(() => `${name}: ${fault}`);
    return fault;
  };
  const call: Wire["call"] = (process, name, work) =>
    callOnce(simulator, process, { name, fault: draw(name) }, work);
  return {
    call,
    callerOf: (process) => ({
      call: (method, work) => call(process, `store.${method}`, work),
      callInTwo: (method, halves) => {
        const name = `store.${method}`;
        return callInTwo(simulator, process, { name, fault: draw(name) }, halves);
      },
    }),
  };
}

interface Drawn {
  readonly name: string;
  readonly fault: Fault;
}

/** The request may outlive the caller; the answer may not. */
function callOnce<Answer>(
  simulator: Simulator,
  process: Process,
  { name, fault }: Drawn,
  work: () => Answer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answerAfter = fault === "hang" ? HANG_MS : latency(simulator, fault);
    const { generation } = process;
    // An answer to a process that died meanwhile is nobody's.
    const answer = (give: () => void): void => {
      simulator.after(answerAfter, process, () => process.generation === generation && give());
    };
    const lose = (): void => answer(() => reject(lost(name)));
    if (fault === "fail-before" || (fault === "hang" && simulator.random.next() < 0.5)) {
      lose();
      return;
    }
    const done = (value: Answer): void => (isLossy(fault) ? lose() : answer(() => resolve(value)));
    const failed = (error: unknown): void => answer(() => reject(toError(error)));
    simulator.after(latency(simulator, fault), null, () => whenFree(simulator, work, done, failed));
  });
}

/** Both halves are driven by the caller: if it dies in between, its connection and its locks go with it. */
async function callInTwo<Begun, Answer>(
  simulator: Simulator,
  process: Process,
  { name, fault }: Drawn,
  {
    begin,
    commit,
    abort,
  }: { begin: () => Begun; commit: (begun: Begun) => Answer; abort: (begun: Begun) => void },
): Promise<Answer> {
  const { generation } = process;
  if (fault === "fail-before") {
    await new Promise<void>((resolve) => simulator.after(latency(simulator, fault), process, resolve));
    throw lost(name);
  }
  const begun = await new Promise<Begun>((resolve, reject) => {
    const done = (value: Begun): void => (process.generation === generation ? resolve(value) : abort(value));
    simulator.after(latency(simulator, fault), process, () =>
      whenFree(simulator, begin, done, (error) => reject(toError(error))),
    );
  });
  return new Promise<Answer>((resolve, reject) => {
    const finish = (): void => {
      try {
        const answer = commit(begun);
        const late = fault === "hang" ? HANG_MS : latency(simulator, fault);
        simulator.after(late, process, () => (isLossy(fault) ? reject(lost(name)) : resolve(answer)));
      } catch (error) {
        reject(toError(error));
      }
    };
    simulator.after(latency(simulator, fault), process, finish, () => abort(begun));
  });
}

/** Does `work` when no row it needs is locked. */
function whenFree<Answer>(
  simulator: Simulator,
  work: () => Answer,
  done: (answer: Answer) => void,
  failed: (error: unknown) => void,
): void {
  let answer: Answer;
  try {
    answer = work();
  } catch (error) {
    if (error instanceof BlockedError)
      simulator.after(between(simulator.random, 1, 5), null, () => whenFree(simulator, work, done, failed));
    else failed(error);
    return;
  }
  done(answer);
}

function latency({ random }: Simulator, fault: Fault): number {
  return fault === "delay" ? between(random, 50, 4_000) : between(random, 0, 4);
}

function isLossy(fault: Fault): boolean {
  return fault === "fail-before" || fault === "fail-after" || fault === "hang";
}

function lost(name: string): Error {
  return new Error(`${name}: the connection was lost`);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function drawFault(drawn: number, { failBefore, failAfter, delay, hang }: FaultRates): Fault {
  if (drawn < failBefore) return "fail-before";
  if (drawn < failBefore + failAfter) return "fail-after";
  if (drawn < failBefore + failAfter + delay) return "delay";
  return drawn < failBefore + failAfter + delay + hang ? "hang" : "ok";
}
