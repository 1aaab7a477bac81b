// What is known of a subject, changed by events and by people.
import assert from "node:assert/strict";
import { IDENTIFY_TYPE } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { changeProfile, readProfile } from "@throughline/protocol";
import { chain, waitStep } from "@throughline/protocol/testing";
import { eventOf, runOf, scenario } from "./scenario.ts";
import type { StoreScenario } from "./scenario.ts";

const cart = eventOf("cart.updated", "a");
const identify = (id: string, traits: JsonObject) => eventOf(IDENTIFY_TYPE, id, { data: { traits } });

export const profileScenarios: readonly StoreScenario[] = [
  scenario(
    "a profile changes by one rule in match order: null removes, whoever says it",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      await helpers.publish(
        chain("cart", "cart.updated", { rule: "every-event" }, [waitStep("ordered", "order.placed", null)]),
      );
      await acceptAndMatch(identify("1", { name: "Ada", phone: "1", note: null }));
      const change = (changes: JsonObject) => store.transact(changeProfile, { subject: "ada", changes });
      assert.deepEqual(await change({ phone: null, city: "Paris" }), {
        kind: "changed",
        profile: { name: "Ada", city: "Paris" },
      });
      await acceptAndMatch(identify("2", { city: null, name: "Ada L." }), cart);
      await deliver();
      const read = () => store.transact(readProfile, { run: runOf("cart", cart) });
      assert.deepEqual(await read(), { kind: "profile", profile: { name: "Ada L." } });
      assert.equal((await change({ blob: "x".repeat(70_000) })).kind, "too-large");
      assert.deepEqual(await change({ name: null }), { kind: "changed", profile: {} });
      assert.deepEqual(await read(), { kind: "profile", profile: {} });
    },
  ),
];
