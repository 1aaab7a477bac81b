// The contract of a ledger of effects, whoever keeps it: the worker on the store, and the world in which node types are
// tested. Both are held to it, so that a node type meets the same rule in its test and in a run.
import assert from "node:assert/strict";
import { CappedError, StepError, UnsureError } from "./ports.ts";
import type { Effect } from "./ports.ts";

type It = (name: string, test: () => Promise<void>) => unknown;

const cap = { scope: "mail/flow/node", count: 1, periodMs: 60_000 };
const fails = (error: Error) => () => Promise.reject(error);

/** Runs the contract over ledgers that are made anew for each case. */
export function testEffect(createEffect: () => Effect, it: It): void {
  it("gives what was done its stored result, without calling again", async () => {
    const effect = createEffect();
    assert.equal(await effect("mail", () => Promise.resolve("first")), "first");
    assert.equal(await effect("mail", fails(new Error("called again"))), "first");
  });

  it("gives a cap back when the step says that nothing happened", async () => {
    const effect = createEffect();
    const refused = new StepError("mail-refused", "550");
    await assert.rejects(effect("mail", fails(refused), { cap }), refused);
    assert.equal(await effect("other", () => Promise.resolve("sent"), { cap }), "sent");
  });

  for (const error of [new UnsureError("broke off"), new Error("a fault of the program")]) {
    it(`keeps a cap when nobody knows what happened: ${error.name}`, async () => {
      const effect = createEffect();
      await assert.rejects(effect("mail", fails(error), { cap }));
      await assert.rejects(
        effect("other", () => Promise.resolve("sent"), { cap }),
        CappedError,
      );
    });
  }

  it("lets an effect be tried again within the cap that it holds itself", async () => {
    const effect = createEffect();
    await assert.rejects(effect("mail", fails(new UnsureError("broke off")), { cap }));
    assert.equal(await effect("mail", () => Promise.resolve("sent"), { cap }), "sent");
  });
}
