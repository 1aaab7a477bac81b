// What is known of a subject, changed by events and by people.
import assert from "node:assert/strict";
import { IDENTIFY_TYPE } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { changeProfile, openWait, readProfile } from "@throughline/protocol";
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
      const change = (changes: JsonObject) =>
        store.transact(changeProfile, { subject: "ada", changes, by: "throughline/api" });
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
  scenario(
    "an older value that comes late changes nothing that is newer, nor brings back what was removed",
    async ({ store, acceptAndMatch }) => {
      const on = (day: number) => `2026-01-0${day}T00:00:00Z`;
      const told = (id: string, day: number, traits: JsonObject) => ({
        ...identify(id, traits),
        time: on(day),
      });
      await acceptAndMatch(told("1", 5, { city: "Paris", phone: "1" }), told("2", 6, { phone: null }));
      await acceptAndMatch(told("3", 2, { city: "Bern", phone: "2", name: "Ada" }));
      const change = (changes: JsonObject) =>
        store.transact(changeProfile, { subject: "ada", changes, by: "throughline/api" });
      assert.deepEqual(await change({}), { kind: "changed", profile: { city: "Paris", name: "Ada" } });
      await change({ name: "Ada L." });
      await acceptAndMatch(told("4", 7, { name: "Ada K.", city: "Rome" }));
      assert.deepEqual(await change({}), { kind: "changed", profile: { city: "Rome", name: "Ada L." } });
    },
  ),
  scenario(
    "a wait's condition sees the profile as it is at the event, one that looks back the profile of now",
    async ({ store, helpers, acceptAndMatch, deliver }) => {
      const gold = waitStep("ordered", "order.placed", null, {
        events: [
          {
            type: "order.placed",
            port: "came",
            filter: "has(profile.tier) && profile.tier == 'gold'",
            bindingPaths: [],
          },
        ],
      });
      await helpers.publish(chain("cart", "cart.updated", { rule: "every-event" }, [gold]));
      await acceptAndMatch(identify("1", { tier: "silver" }), cart, eventOf("order.placed", "early"));
      const run = runOf("cart", cart);
      assert.deepEqual([...(await deliver()).keys()], [run]);
      const woken = async () => (await deliver()).get(run)?.map(({ kind }) => kind);
      await acceptAndMatch(eventOf("order.placed", "still silver"));
      assert.equal(await woken(), undefined);
      await acceptAndMatch(identify("2", { tier: "gold" }), eventOf("order.placed", "gold"));
      assert.deepEqual(await woken(), ["event"]);
      const row = {
        i: 0,
        type: "order.placed",
        keyExpression: "event.subject",
        key: "ada",
        filter: "profile.tier == 'gold'",
        bindings: {},
        port: "came",
      };
      await store.transact(openWait, { run, step: "late.1", rows: [row], since: { no: 0 } });
      assert.deepEqual(await woken(), ["event"]);
    },
  ),
];
