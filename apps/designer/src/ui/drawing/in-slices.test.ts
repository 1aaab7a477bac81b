import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inSlices } from "./in-slices.ts";

let now = 0;
/** What waits for its turn. */
let turns: (() => void)[] = [];
const turn = (): void => turns.shift()?.();

beforeEach(() => {
  now = 0;
  turns = [];
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.stubGlobal(
    "MessageChannel",
    class {
      readonly port1 = { onmessage: (): void => undefined, close: (): void => void (turns = []) };
      readonly port2 = { postMessage: (): void => void turns.push(() => this.port1.onmessage()) };
    },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Steps of 3 ms each, written down as they are taken. */
function* slow(taken: number[], count: number): Generator<undefined, string> {
  for (let step = 1; step <= count; step += 1) {
    now += 3;
    taken.push(step);
    yield;
  }
  return "done";
}

it("a long computation lets others have their turn, and gives its result", () => {
  const taken: number[] = [];
  const take = vi.fn();
  inSlices(slow(taken, 5), take);
  expect(taken).toEqual([]);
  turn();
  expect(taken).toEqual([1, 2, 3]);
  expect(take).not.toHaveBeenCalled();
  turn();
  expect(take).toHaveBeenCalledExactlyOnceWith("done");
  expect(turns).toEqual([]);
});

it("takes no further step once it was stopped", () => {
  const taken: number[] = [];
  const take = vi.fn();
  const stop = inSlices(slow(taken, 5), take);
  turn();
  stop();
  turn();
  expect(taken).toEqual([1, 2, 3]);
  expect(take).not.toHaveBeenCalled();
});
