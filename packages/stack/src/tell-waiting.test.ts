import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { tellWaiting } from "./tell-waiting.ts";

it("says what begins, and no more when it is quick", async () => {
  const lines: string[] = [];
  expect(
    await tellWaiting("starting Postgres", Promise.resolve(7), { say: (line) => lines.push(line) }),
  ).toBe(7);
  expect(lines).toEqual(["starting Postgres"]);
});

it("says that it goes on, until it is done or has failed", async () => {
  const lines: string[] = [];
  const how = { say: (line: string) => lines.push(line), everyMs: 20 };
  await tellWaiting("compiling", sleep(70), how);
  expect(lines.slice(0, 2)).toEqual(["compiling", "still compiling, for 0 s"]);
  expect(lines.at(-1)).toBe("done after 0 s: compiling");
  const failing = sleep(30).then(() => {
    throw new Error("no");
  });
  await expect(tellWaiting("failing", failing, how)).rejects.toThrow("no");
  const told = lines.length;
  await sleep(50);
  expect(lines).toHaveLength(told);
});
