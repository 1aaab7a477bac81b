// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstRest } from "./first-rest.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["requestAnimationFrame", "setTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Starts waiting; says when it is over. */
function wait(): { isOver: boolean } {
  const waiting = { isOver: false };
  void firstRest().then(() => {
    waiting.isOver = true;
  });
  return waiting;
}
const frames = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 17);

it("a page that nobody touches rests after a moment", async () => {
  const waiting = wait();
  await frames(10);
  expect(waiting.isOver).toBe(false);
  await frames(10);
  expect(waiting.isOver).toBe(true);
});

it("whoever presses is answered first, and then the rest comes at once", async () => {
  const waiting = wait();
  window.dispatchEvent(new Event("pointerdown"));
  await frames(60);
  expect(waiting.isOver).toBe(false);
  window.dispatchEvent(new Event("pointerup"));
  await frames(4);
  expect(waiting.isOver).toBe(true);
});
