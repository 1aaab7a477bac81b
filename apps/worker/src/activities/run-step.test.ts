import { MockActivityEnvironment } from "@temporalio/testing";
import type { ApplicationFailure } from "@temporalio/common";
import type { Json, JsonObject } from "@throughline/flow";
import {
  CappedError,
  defineNode,
  field,
  Secret,
  StepError,
  toRegistry,
  UnsureError,
} from "@throughline/nodes";
import type { Ports, RunArgs } from "@throughline/nodes";
import { beginEffect, endEffect } from "@throughline/protocol";
import type { TransactStore } from "@throughline/protocol";
import { pino } from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMemoryLedger } from "../testing/memory-ledger.ts";
import type { MemoryLedger } from "../testing/memory-ledger.ts";
import type { StepAnswer, StepInput } from "../workflow/step-input.ts";
import { quietLogger } from "../testing/quiet.ts";
import { createStepGuard } from "../isolation/step-guard.ts";
import { createStepActivities } from "./run-step.ts";

const quietEnvironment = () => new MockActivityEnvironment({}, { logger: quietLogger });

type Args = RunArgs<{ readonly text: string; readonly token?: Secret<string> | undefined }>;
let act: (args: Args) => Promise<{ port?: string; output: { text: string } }>;
let ledger: MemoryLedger;
let store: TransactStore;
beforeEach(() => {
  ledger = createMemoryLedger("flow.abcdefgh");
  store = ledger.store;
  opened = [];
  act = async ({ config }) => ({ output: { text: config.text } });
});

const probe = (more: { mayBeUnsure?: true } = {}) =>
  defineNode({
    type: "probe",
    version: 1,
    title: "Probe",
    description: "Does what the test says.",
    icon: "x",
    category: "data",
    ports: ["next", "other"],
    config: z.object({
      text: field.text({ title: "Text" }),
      token: field.secret({ title: "Token" }).optional(),
      more: field.json({ title: "More" }).optional(),
    }),
    output: z.object({ text: z.string() }),
    sample: { config: { text: "a" }, output: { text: "a" } },
    ...more,
    run: (args) => act(args as Args),
  });
let opened: string[];
const secrets = {
  resolve: async (name: string) => {
    opened.push(name);
    return new Secret(`hidden-${name}`);
  },
};
const input = (more: Partial<StepInput> = {}): StepInput => ({
  typeVersion: 1,
  config: { text: "hello" },
  scope: {},
  key: "flow.abcdefgh/probe.1",
  step: "probe.1",
  unsure: "resend",
  subject: "customer-1",
  run: "flow.abcdefgh",
  ...more,
});

const kept: unknown[] = [];

function run(
  step: StepInput = input(),
  node = probe(),
  environment = quietEnvironment(),
): Promise<StepAnswer> {
  const activities = createStepActivities({
    nodes: toRegistry([node]),
    store,
    // Of the ports only this one is used here; the others have tests of their own.
    ports: {
      keepSent: async (row) => void kept.push(row),
      forStep: () => ({ secrets }) as unknown as Ports,
      renderer: {
        renderText: async (text: string, scope: JsonObject) => `${text} ${JSON.stringify(scope)}`,
      } as never,
    },
    log: () => undefined,
    guard: createStepGuard(pino({ level: "silent" })),
  });
  return environment.run(activities["probe"] as (given: StepInput) => Promise<StepAnswer>, step);
}
const failure = async (promise: Promise<unknown>): Promise<ApplicationFailure> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as ApplicationFailure,
  );
const once = <T extends Json>(result: T) => {
  let calls = 0;
  return {
    calls: () => calls,
    call: async () => {
      calls += 1;
      return result;
    },
  };
};

describe("createStepActivities()", () => {
  it("answers with the first port and an output without what the schema does not know", async () => {
    act = async () => ({ output: { text: "x", more: 1 } });
    expect(await run()).toEqual({ port: "next", output: { text: "x" } });
    act = async () => ({ port: "other", output: { text: "x" } });
    expect(await run()).toMatchObject({ port: "other" });
  });

  it("parks what does not fit: config, output, port, size", async () => {
    expect(await failure(run(input({ config: { text: 7 } })))).toMatchObject({
      type: "config-invalid",
      nonRetryable: true,
      message: expect.stringContaining("must be text") as string,
    });
    act = async () => ({ output: {} as { text: string } });
    expect(await failure(run())).toMatchObject({ type: "output-invalid", nonRetryable: true });
    act = async () => ({ port: "nowhere", output: { text: "" } });
    expect(await failure(run())).toMatchObject({ type: "output-invalid" });
    act = async () => ({ output: { text: "ä".repeat(33_000) } });
    expect(await failure(run())).toMatchObject({
      type: "output-invalid",
      message: expect.stringContaining("65536") as string,
    });
  });

  it("says whether trying again may help, and when", async () => {
    const cases: readonly (readonly [Error, object])[] = [
      [new StepError("bad-address", "no"), { type: "bad-address", nonRetryable: true }],
      [
        new StepError("http-busy", "later", { retryable: true, retryAfterMs: 5000 }),
        { type: "http-busy", nonRetryable: false, nextRetryDelay: 5000 },
      ],
      [new UnsureError("?", { code: "http-timeout" }), { type: "http-timeout", nonRetryable: false }],
      [new CappedError("used"), { type: "capped", nonRetryable: true }],
      [new Error("boom"), { type: "error", nonRetryable: false }],
    ];
    for (const [error, expected] of cases) {
      act = () => Promise.reject(error);
      expect(await failure(run())).toMatchObject(expected);
    }
    expect(await failure(run(input({ typeVersion: 9 })))).toMatchObject({ type: "unknown-node-type" });
  });

  it("gives a secret to the step and to nobody else", async () => {
    act = async ({ config }) => {
      expect(config.token?.reveal()).toBe("hidden-crm");
      throw new Error("server said: bad token hidden-crm");
    };
    const failed = await failure(run(input({ config: { text: "a", token: { $secret: "crm" } } })));
    expect(failed.message).toBe("server said: bad token •••");
  });

  it("never opens a secret that an event names: it is data where the form has no field for one", async () => {
    const named = { $secret: "stripe-key" };
    await run(input({ config: { text: "a", more: { tenant: named } } }));
    await failure(run(input({ config: { text: named } })));
    expect(opened).toEqual([]);
  });

  it("lets a text see the step's scope, its subject and its run", async () => {
    act = async ({ render }) => ({ output: { text: await render("hi", { code: "C" }) } });
    const { output } = await run(input({ scope: { trigger: { data: 1 } } }));
    expect((output as { text: string }).text).toBe(
      'hi {"trigger":{"data":1},"subject":"customer-1","run":{"id":"flow.abcdefgh","shortId":"abcdefgh","flow":"flow"},"code":"C"}',
    );
  });

  it("ends a cancelled step as cancelled", async () => {
    const environment = quietEnvironment();
    act = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        environment.cancel();
      });
    expect((await failure(run(input(), probe(), environment))).name).toBe("CancelledFailure");
  });
});

describe("effect", () => {
  it("happens once, however often the step is tried", async () => {
    const mail = once("m-1");
    let isFirst = true;
    act = async ({ effect }) => {
      const text = await effect("mail", mail.call);
      if (isFirst) {
        isFirst = false;
        throw new Error("crashed after it");
      }
      return { output: { text } };
    };
    await failure(run());
    expect(await run()).toMatchObject({ output: { text: "m-1" } });
    expect(mail.calls()).toBe(1);
    expect([...ledger.db.effects.keys()]).toEqual(["flow.abcdefgh/probe.1/mail"]);
  });

  it("happens once though it could not be written down at first", async () => {
    const mail = once("m-1");
    let outages = 2;
    store = {
      transact: (transaction, request) => {
        if (transaction.name === endEffect.name && (outages -= 1) >= 0)
          return Promise.reject(new Error("the connection was lost"));
        return ledger.store.transact(transaction, request);
      },
    };
    act = async ({ effect }) => ({ output: { text: await effect("mail", mail.call) } });
    expect(await run()).toMatchObject({ output: { text: "m-1" } });
    expect(mail.calls()).toBe(1);
    expect(ledger.db.effects.get("flow.abcdefgh/probe.1/mail")).toMatchObject({ state: "done", attempt: 1 });
  });

  it("ends the run with the stored outcome when its row is closed", async () => {
    ledger.close("recovered");
    const mail = once(null);
    act = async ({ effect }) => {
      await effect("mail", mail.call);
      return { output: { text: "" } };
    };
    expect(await failure(run())).toMatchObject({
      type: "run-closed",
      nonRetryable: true,
      details: ["recovered"],
    });
    expect(mail.calls()).toBe(0);
  });

  it("gives what was done its result, though its run is closed by now", async () => {
    const mail = once("m-1");
    act = async ({ effect }) => ({ output: { text: await effect("mail", mail.call) } });
    await run();
    ledger.close("recovered");
    expect(await run()).toMatchObject({ output: { text: "m-1" } });
    expect(mail.calls()).toBe(1);
  });

  it("gives a cap back when it surely did not happen, and keeps it when nobody knows", async () => {
    const capped = (error: Error) => {
      act = async ({ effect }) => {
        await effect("mail", () => Promise.reject(error), { cap: { scope: "s", count: 1, periodMs: 1000 } });
        return { output: { text: "" } };
      };
      return failure(run());
    };
    await capped(new StepError("mail-refused", "550"));
    expect(ledger.db.caps.size).toBe(0);
    await capped(new UnsureError("broke off"));
    expect(ledger.db.caps.size).toBe(1);
  });

  describe("of unknown outcome", () => {
    const broken = () => {
      act = async ({ effect }) => ({
        output: { text: String(await effect("mail", () => Promise.reject(new UnsureError("broke off")))) },
      });
    };
    const working = once("sent");
    const works = () => {
      act = async ({ effect }) => ({ output: { text: await effect("mail", working.call) } });
    };

    it("is tried again under its key when the step says resend", async () => {
      broken();
      expect(await failure(run(input(), probe({ mayBeUnsure: true })))).toMatchObject({
        nonRetryable: false,
      });
      works();
      expect(await run(input(), probe({ mayBeUnsure: true }))).toMatchObject({ output: { text: "sent" } });
    });

    it("parks when the step says park, after a broken connection and after a crash alike", async () => {
      const careful = () => run(input({ unsure: "park" }), probe({ mayBeUnsure: true }));
      broken();
      expect(await failure(careful())).toMatchObject({ type: "effect-unsure", nonRetryable: true });
      ledger.db.effects.clear();
      await store.transact(beginEffect, { run: "flow.abcdefgh", key: "flow.abcdefgh/probe.1/mail" });
      works();
      const before = working.calls();
      expect(await failure(careful())).toMatchObject({ type: "effect-unsure" });
      expect(working.calls()).toBe(before);
      expect(ledger.db.effects.get("flow.abcdefgh/probe.1/mail")?.state).toBe("unsure");
    });

    it("is always tried again where the receiver knows the key", async () => {
      broken();
      await failure(run(input({ unsure: "park" })));
      works();
      expect(await run(input({ unsure: "park" }))).toMatchObject({ output: { text: "sent" } });
    });
  });
});
