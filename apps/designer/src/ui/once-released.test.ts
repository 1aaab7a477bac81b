// @vitest-environment happy-dom
import { beforeAll, expect, it, vi } from "vitest";
import { followPointer, onceReleased } from "./once-released.ts";

beforeAll(followPointer);
const happens = (type: string): boolean => window.dispatchEvent(new Event(type));

it("what moves the page waits for the click of a press, and runs at once while nothing is pressed", async () => {
  const order: string[] = [];
  window.addEventListener("click", () => order.push("click"), { once: true });
  happens("pointerdown");
  onceReleased(() => order.push("moved"));
  expect(order).toEqual([]);
  happens("pointerup");
  happens("click");
  await vi.waitFor(() => expect(order).toEqual(["click", "moved"]));
  onceReleased(() => order.push("moved again"));
  expect(order.at(-1)).toBe("moved again");
});

it("a press that becomes a drag ends the waiting too", async () => {
  const run = vi.fn();
  happens("pointerdown");
  onceReleased(run);
  happens("pointercancel");
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1));
});

it("what is taken back does not run, and what waits is not run by the release of a press before", async () => {
  const [takenBack, late] = [vi.fn(), vi.fn()];
  happens("pointerdown");
  onceReleased(takenBack)();
  happens("pointerup");
  happens("pointerdown");
  onceReleased(late);
  await new Promise((resolve) => setTimeout(resolve));
  expect([takenBack, late].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  happens("pointerup");
  await vi.waitFor(() => expect(late).toHaveBeenCalledTimes(1));
});
