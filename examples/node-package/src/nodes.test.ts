import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createNodeWorld, testNode, toRunArgs } from "@throughline/nodes/testing";
import { sendSms, sortMessage, waitForReport } from "./index.ts";

const accepted = { status: 201, headers: {}, body: { reference: "m-1" }, bytes: 19, cut: null };

describe("send-sms", () => {
  testNode(sendSms, it, { prepare: (world) => (world.answer = accepted) });

  it("sends once, whatever happens after it", async () => {
    const world = createNodeWorld();
    world.answer = accepted;
    const args = toRunArgs(sendSms, world, { to: "+4930123456", text: "Hello", token: { $secret: "sms" } });
    assert.deepEqual(await sendSms.run?.(args), { output: { message: "m-1" } });
    assert.deepEqual(await sendSms.run?.(args), { output: { message: "m-1" } });
    assert.equal(world.sent.requests.length, 1);
  });
});

describe("sort-message", () => {
  testNode(sortMessage, it);

  it("leaves by the class of the first word that it finds", async () => {
    const classes = [
      { port: "bill", words: ["invoice", "bill"] },
      { port: "parcel", words: ["parcel"] },
    ];
    const sort = async (text: string) =>
      (await sortMessage.run?.(toRunArgs(sortMessage, createNodeWorld(), { text, classes })))?.port;
    assert.equal(await sort("Where is my parcel?"), "parcel");
    assert.equal(await sort("My BILL for the parcel"), "bill");
    assert.equal(await sort("Hello"), "other");
  });
});

describe("wait-for-report", () => testNode(waitForReport, it));
