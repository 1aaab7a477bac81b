import proto from "@temporalio/proto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestTemporal } from "../testing/temporal.ts";
import type { TestTemporal } from "../testing/temporal.ts";
import { registerSearchAttributes } from "./search-attributes.ts";

const { INDEXED_VALUE_TYPE_INT } = proto.temporal.api.enums.v1.IndexedValueType;
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTestTemporal();
}, 60_000);
afterAll(() => temporal?.close());

/** A namespace of its own, usable at once. */
async function newNamespace(): Promise<string> {
  const namespace = `attributes-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const workflowExecutionRetentionPeriod = proto.google.protobuf.Duration.fromObject({ seconds: 86_400 });
  await temporal.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod,
  });
  await expect
    .poll(
      () =>
        temporal.connection.operatorService.listSearchAttributes({ namespace }).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return namespace;
}

describe("registerSearchAttributes()", () => {
  it("adds what is missing and may be called again", { timeout: 40_000 }, async () => {
    const namespace = await newNamespace();
    await registerSearchAttributes(temporal.connection, namespace);
    await registerSearchAttributes(temporal.connection, namespace);
    const { customAttributes } = await temporal.connection.operatorService.listSearchAttributes({
      namespace,
    });
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining([
        "FlowKey",
        "SubjectId",
        "RunState",
        "ParkReason",
        "FlowVersion",
        "EngineVersion",
        "WaitingFor",
        "WakeAt",
      ]),
    );
  });
  it("refuses a name that is taken with another type, naming both", { timeout: 40_000 }, async () => {
    const namespace = await newNamespace();
    await temporal.connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: { FlowKey: INDEXED_VALUE_TYPE_INT },
    });
    await expect(registerSearchAttributes(temporal.connection, namespace)).rejects.toThrow(
      /"FlowKey" of namespace ".*": its type is INDEXED_VALUE_TYPE_INT, INDEXED_VALUE_TYPE_KEYWORD would be right/,
    );
  });
});
