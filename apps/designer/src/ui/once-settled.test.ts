// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onceSettled } from "./once-settled.ts";

beforeEach(() => {
  vi.useFakeTimers();
  // The browser has time whenever it is asked.
  vi.stubGlobal("requestIdleCallback", (run: () => void) => setTimeout(run, 1));
  vi.stubGlobal("cancelIdleCallback", (id: number) => clearTimeout(id));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("runs once, after nobody has done anything for a while", () => {
  const run = vi.fn();
  onceSettled(run);
  vi.advanceTimersByTime(350);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event("pointerdown"));
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it.each(["pointerdown", "keydown"])("waits on after a %s", (type) => {
  const run = vi.fn();
  onceSettled(run);
  vi.advanceTimersByTime(350);
  window.dispatchEvent(new Event(type));
  vi.advanceTimersByTime(350);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
});

it("does not run when it was taken back", () => {
  const run = vi.fn();
  const takeBack = onceSettled(run);
  takeBack();
  vi.advanceTimersByTime(1_000);
  window.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
});
