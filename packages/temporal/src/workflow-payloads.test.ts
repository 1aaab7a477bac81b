import { Client } from "@temporalio/client";
import type { ConnectionLike } from "@temporalio/client";
import type { DataConverter, Payload } from "@temporalio/common";
import {
  decodeArrayFromPayloads,
  loadDataConverter,
} from "@temporalio/common/lib/internal-non-workflow/index.js";
import { describe, expect, it } from "vitest";
import { dataConverter, toWorkflowPayloads } from "./index.ts";
import { turningCodec } from "./testing.ts";

const target = { namespace: "default", workflowId: "cart-recovery.abc" };
const value = {
  n: 3,
  kind: "event",
  wait: "order.1",
  event: { data: { total: 7.5, name: "Ünal", none: null } },
};

const converters: readonly (readonly [string, DataConverter])[] = [
  ["the house's converter", dataConverter],
  ["a codec in its place", { ...dataConverter, payloadCodecs: [turningCodec] }],
];

describe.each(converters)("toWorkflowPayloads() with %s", (_name, converter) => {
  it("makes what the SDK's client sends", async () => {
    const sent: Payload[] = [];
    const connection = {
      plugins: [],
      ensureConnected: async () => {},
      workflowService: {
        signalWorkflowExecution: async (request: { readonly input: { readonly payloads: Payload[] } }) => {
          sent.push(...request.input.payloads);
          return {};
        },
      },
    } as unknown as ConnectionLike; // the network, as far as a signal goes
    const client = new Client({ connection, namespace: target.namespace, dataConverter: converter });
    await client.workflow.getHandle(target.workflowId).signal("order.placed", value);
    expect(sent).toHaveLength(1);
    expect(await toWorkflowPayloads(target, [value], converter)).toEqual(sent);
  });

  it("comes back as it was", async () => {
    const payloads = await toWorkflowPayloads(target, [value, "text"], converter);
    expect(await decodeArrayFromPayloads(loadDataConverter(converter), payloads)).toEqual([value, "text"]);
  });
});

it("hides what it says where a codec does", async () => {
  const [plain] = await toWorkflowPayloads(target, [value]);
  const [turned] = await toWorkflowPayloads(target, [value], { payloadCodecs: [turningCodec] });
  expect(Buffer.from(plain?.data ?? []).toString()).toContain("order.1");
  expect(Buffer.from(turned?.data ?? []).toString()).not.toContain("order.1");
});
