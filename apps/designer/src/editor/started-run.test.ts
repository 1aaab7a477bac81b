import type { Receipt } from "@throughline/contract";
import { expect, it } from "vitest";
import { startedRun } from "./started-run.ts";

const event: Receipt["event"] = {
  event: "7",
  id: "e",
  source: "throughline/start/cart",
  type: "throughline.started",
  subject: "ada",
  time: null,
  receivedAt: "2026-01-01T00:00:00Z",
  matchedAt: null,
  data: null,
  ext: null,
};
const line = (verdict: Receipt["lines"][number]["verdict"]): Receipt["lines"][number] => ({
  flow: "cart",
  flowName: "Cart",
  version: 1,
  verdict,
  code: verdict,
  message: "",
  run: "cart.1",
  node: null,
});

/** Answers these receipts in turn, the last one for ever. */
function asking(...receipts: Receipt[]) {
  let asked = 0;
  return {
    tries: 3,
    pause: () => Promise.resolve(),
    receipt: () => {
      const answer = receipts[Math.min(asked, receipts.length - 1)];
      asked += 1;
      return answer === undefined ? Promise.reject(new Error("no receipt")) : Promise.resolve(answer);
    },
  };
}

it("after Start the run is found as soon as the event is matched", async () => {
  const matched = { event: { ...event, matchedAt: "2026-01-01T00:00:01Z" }, lines: [line("started")] };
  expect(await startedRun("cart", asking({ event, lines: [line("pending")] }, matched))).toBe("cart.1");
});

it("a start that was refused, or is not matched in time, leads to the receipt", async () => {
  const refused = { event: { ...event, matchedAt: "2026-01-01T00:00:01Z" }, lines: [line("refused")] };
  expect(await startedRun("cart", asking(refused))).toBeNull();
  expect(await startedRun("cart", asking({ event, lines: [line("pending")] }))).toBeNull();
});
