// The contract that every node type passes, built-in or not. Use it in the test of a package of your own:
//   describe("shout", () => testNode(shout, it));
import assert from "node:assert/strict";
import type { Json, JsonObject } from "@throughline/flow";
import {
  INSTRUCTIONS,
  isJsonObject,
  isShortageCovered,
  parseQuantity,
  portsOf,
  quantityJson,
} from "@throughline/flow";
import type { DefinedNode } from "./define-node.ts";
import { readSchema } from "./json-schema.ts";
import type {
  CapRequest,
  Effect,
  HttpRequest,
  HttpResponse,
  MailMessage,
  Ports,
  RunArgs,
  StockItem,
  StockOrder,
  StockOrderState,
} from "./ports.ts";
import { CappedError, StepError } from "./ports.ts";
import { Secret } from "./secret.ts";

export { testEffect } from "./test-effect.ts";

/** What a node did through its ports. */
export interface Sent {
  readonly mails: (MailMessage & { readonly key: string })[];
  readonly requests: HttpRequest[];
  readonly profiles: { readonly subject: string; readonly changes: JsonObject }[];
}

/** A world in memory for one step: ports that note what they did, and a ledger that outlives a try. */
export interface NodeWorld {
  readonly sent: Sent;
  readonly ports: Ports;
  readonly effect: Effect;
  readonly items: Map<string, StockItem>;
  /** The next calls of the outside fail with these, in this order. */
  readonly failures: Error[];
  /** How the world answers HTTP; default 200 and `{}`. */
  answer: HttpResponse;
  suppressed: string | null;
  readonly caps: Map<string, number>;
}

/** Creates an empty world. */
export function createNodeWorld(): NodeWorld {
  const sent: Sent = { mails: [], requests: [], profiles: [] };
  const failures: Error[] = [];
  const items = new Map<string, StockItem>();
  const caps = new Map<string, number>();
  const fail = (): void => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const world: NodeWorld = {
    sent,
    failures,
    items,
    caps,
    suppressed: null,
    answer: { status: 200, headers: {}, body: {}, bytes: 2, cut: null },
    effect: memoryLedger(caps),
    ports: memoryPorts(sent, items, fail, () => world),
  };
  return world;
}

// What the world holds of every item that a test did not put there.
const plentiful = { name: "Item", level: 3, reorderPoint: 10, reorderQuantity: 50, supplier: null };

function memoryPorts(
  sent: Sent,
  items: Map<string, StockItem>,
  fail: () => void,
  world: () => NodeWorld,
): Ports {
  const offers = new Map<string, { code: string; value: string; expiresAt: string }>();
  const orders = new Map<string, StockOrder & { state: StockOrderState; reference: string | null }>();
  const openOf = (sku: string) =>
    [...orders.values()].filter(
      (order) => order.sku === sku && (order.state === "intended" || order.state === "placed"),
    );
  return {
    mail: {
      send: async (key, message) => {
        fail();
        const { suppressed } = world();
        if (suppressed !== null) return { kind: "suppressed", reason: suppressed };
        sent.mails.push({ ...message, key });
        return { kind: "sent", messageId: `<${key}@test>` };
      },
      rehearse: async () => undefined,
    },
    http: {
      request: async (request) => {
        fail();
        sent.requests.push(request);
        return world().answer;
      },
    },
    profiles: {
      set: async (subject, changes) => {
        sent.profiles.push({ subject, changes });
        return changes;
      },
    },
    offers: {
      record: async (key, { code, value, expiresAt }) => {
        const stored = offers.get(key) ?? { code, value, expiresAt };
        offers.set(key, stored);
        return stored;
      },
      revoke: async (key) => void offers.delete(key),
    },
    stock: {
      item: async (sku) => items.get(sku) ?? { ...plentiful, sku },
      setLevel: async (sku, level) => {
        items.set(sku, {
          ...(items.get(sku) ?? { ...plentiful, sku }),
          level: quantityJson(parseQuantity(level) ?? 0n),
        });
        return items.get(sku) ?? null;
      },
      endShortage: async (sku) => {
        for (const order of openOf(sku)) order.state = "received";
      },
      intendOrder: async (key, order) => {
        const stored = orders.get(key);
        if (stored !== undefined && stored.state !== "refused") return stored;
        const replaced = orders.get(order.replaces ?? "");
        if (replaced !== undefined) replaced.state = "cancelled";
        const open = openOf(order.sku).map(({ quantity, level }) => ({
          quantity: parseQuantity(quantity) ?? 0n,
          level: parseQuantity(level),
        }));
        const shortage = {
          level: parseQuantity(order.level) ?? 0n,
          reorderPoint: parseQuantity(order.reorderPoint) ?? 0n,
        };
        if (isShortageCovered(shortage, open)) return { state: "covered", reference: null };
        const written = { ...order, state: "intended" as const, reference: null };
        orders.set(key, written);
        return written;
      },
      settleOrder: async (key, state, reference) => {
        const stored = orders.get(key);
        if (stored !== undefined) orders.set(key, { ...stored, state, reference });
      },
    },
    secrets: { resolve: async (name) => new Secret(`value of ${name}`) },
  };
}

/** By the rule of the real one, which `testEffect` holds both to. */
function memoryLedger(caps: Map<string, number>): Effect {
  const results = new Map<string, Json>();
  // Effect key → scope that it reserved.
  const held = new Map<string, string>();
  const count = (scope: string, more: number) => caps.set(scope, (caps.get(scope) ?? 0) + more);
  const reserve = (key: string, { scope, count: most }: CapRequest): void => {
    if (held.get(key) === scope) return;
    if ((caps.get(scope) ?? 0) >= most) throw new CappedError(`The limit of ${scope} is used up`);
    held.set(key, scope);
    count(scope, 1);
  };
  const release = (key: string): void => {
    const scope = held.get(key);
    if (scope !== undefined && held.delete(key)) count(scope, -1);
  };
  return async <T extends Json>(
    name: string,
    call: (key: string) => Promise<T>,
    options?: { readonly cap?: CapRequest },
  ): Promise<T> => {
    const key = `flow.run/node.1/${name}`;
    // What was stored under this key is what the same call returned before.
    if (results.has(key)) return results.get(key) as T;
    if (options?.cap !== undefined) reserve(key, options.cap);
    try {
      const result = await call(key);
      results.set(key, result);
      return result;
    } catch (error) {
      // A StepError says that nothing happened; of any other error nobody knows.
      if (error instanceof StepError) release(key);
      throw error;
    }
  };
}

/** What a step of `node` gets in this world; `config` stands for the evaluated one. */
export function toRunArgs(node: DefinedNode, world: NodeWorld, config: JsonObject): RunArgs<unknown> {
  const secrets = new Map(node.secretNames(config).map((name) => [name, new Secret(`value of ${name}`)]));
  return {
    config: node.parseConfig(config, secrets),
    scope: { subject: "customer-1", run: { id: "flow.run", shortId: "RUN" } },
    subject: "customer-1",
    run: { id: "flow.run", shortId: "RUN", flow: "flow" },
    step: "node.1",
    effect: world.effect,
    ports: world.ports,
    signal: new AbortController().signal,
    render: async (text) => text,
    log: () => undefined,
  };
}

/** The sample's config as it is after evaluation: each expression gives a value of the type that its field asks for. */
export function evaluatedSample(node: DefinedNode): JsonObject {
  return evaluate(node.nodeType.sample.config, node.nodeType.config) as JsonObject;
}

const values = { string: "sample", number: 3, bool: true, any: "sample" };

function evaluate(value: Json | undefined, schema: JsonObject): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => evaluate(item, child(schema, "items")) ?? null);
  if (!isJsonObject(value)) return value;
  if ("$cel" in value || "$rules" in value) {
    const kind = child(schema, "x-ui")["expression"] as keyof typeof values | undefined;
    return values[kind ?? "any"];
  }
  const properties = child(schema, "properties");
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, evaluate(item, child(properties, key))]),
  );
}

function child(schema: JsonObject, key: string): JsonObject {
  const found = schema[key];
  return isJsonObject(found) ? found : {};
}

/** Registers a test, as the test runner at hand does. */
type It = (name: string, test: () => void | Promise<void>) => void;

/** What the contract must know of a node type, where it is not what most are. */
interface ContractOptions {
  /** The file's name without its ending; default: the type. */
  readonly file?: string;
  /** Makes the world answer as the outside does: how HTTP is answered, what is in stock. */
  readonly prepare?: (world: NodeWorld) => void;
}

/** Declares the tests of the contract; call it inside `describe`, with the `it` of your test runner. */
export function testNode(
  node: DefinedNode,
  it: It,
  { file = node.nodeType.type, prepare = () => undefined }: ContractOptions = {},
): void {
  const { nodeType } = node;

  it("is named after its file and says what it is", () => {
    assert.equal(nodeType.type, file);
    assert.ok(INSTRUCTIONS.includes(nodeType.instruction));
    assert.notEqual(nodeType.title, "");
    assert.match(nodeType.description, /\.$/);
    assert.match(nodeType.icon, /^[a-z0-9-]+$/);
  });

  it("travels to the browser as JSON and checks there as here", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(nodeType)), nodeType);
    readSchema(nodeType.config).parse(nodeType.sample.config);
    assert.deepEqual(readSchema(nodeType.output).parse(nodeType.sample.output), nodeType.sample.output);
  });

  it("refuses a field that it does not know, by name", () => {
    const checked = readSchema(nodeType.config).safeParse({ ...nodeType.sample.config, noSuchField: 1 });
    assert.match(JSON.stringify(checked.error?.issues ?? []), /noSuchField/);
  });

  it("names every field of its form", () => {
    for (const [key, property] of Object.entries(child(nodeType.config, "properties"))) {
      assert.ok(
        isJsonObject(property) && typeof property["title"] === "string" && property["title"] !== "",
        `field ${key} has no title`,
      );
    }
  });

  if (node.run === undefined) return;

  it("leaves by a declared port with an output that fits, and a repeated try does nothing twice", async () => {
    const world = createNodeWorld();
    prepare(world);
    const config = evaluatedSample(node);
    for (const attempt of [1, 2]) {
      const result = await node.run?.(toRunArgs(node, world, config));
      const ports = portsOf(nodeType, config);
      assert.ok(
        result !== undefined && ports.includes(result.port ?? ports[0] ?? ""),
        `try ${attempt} left by "${result?.port ?? ""}", its ports are ${ports.join(", ")}`,
      );
      node.parseOutput(result.output);
    }
    const keys = [
      ...world.sent.mails.map(({ key }) => key),
      ...world.sent.requests.flatMap(({ key }) => key ?? []),
    ];
    assert.equal(new Set(keys).size, keys.length, "a second try repeated an effect");
    assert.ok(
      world.sent.requests.every(({ method, key }) => method === "GET" || key !== undefined),
      "a changing request without a key",
    );
  });
}
