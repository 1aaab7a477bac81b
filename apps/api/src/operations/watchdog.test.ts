import { expect, it } from "vitest";
import { startWatchdog } from "./watchdog.ts";

const run = (answers: readonly (string | null)[], canConnect: boolean) =>
  new Promise<string>((resolve) => {
    let at = 0;
    const dog = startWatchdog({
      everyMs: 1,
      patienceMs: 0,
      probe: () => Promise.resolve(canConnect),
      giveUp: resolve,
      readiness() {
        const answer = answers[at++];
        if (answer === undefined) {
          dog.stop();
          resolve("went on");
        }
        return Promise.resolve(answer ?? null);
      },
    });
  });

it("gives up when the pool is dead but the database is not", async () => {
  expect(await run([null, "the database does not answer"], true)).toBe("the database does not answer");
});

it("goes on while the database is away, and when all is well", async () => {
  expect(await run(["the database does not answer", "still not", null], false)).toBe("went on");
  expect(await run([null, null], true)).toBe("went on");
});
