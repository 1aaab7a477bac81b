import { createHmac } from "node:crypto";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { testFrontDoor } from "../testing/test-front-door.ts";
import type { DoorSample } from "../testing/test-front-door.ts";
import { frontDoors } from "./index.ts";

const secret = "whsec_0123456789abcdef";

/** One for each door of the table. */
const samples: Readonly<Record<string, DoorSample>> = {
  events: {
    prepare: () => Promise.resolve(),
    call: (api, id, data) => ({
      path: "/v1/events",
      headers: { authorization: `Bearer ${api.writeKey}` },
      body: `{"type":"ping","id":"${id}","data":${data}}`,
    }),
    asStranger: (call) => ({ ...call, headers: { authorization: "Bearer tl_write_wrong" } }),
  },
  segment: {
    taken: 200,
    prepare: () => Promise.resolve(),
    call: (api, id, data) => ({
      path: "/v1/track",
      headers: { authorization: `Basic ${Buffer.from(`${api.writeKey}:`).toString("base64")}` },
      body: `{"event":"Pinged","messageId":"${id}","userId":"u-1","properties":${data}}`,
    }),
    asStranger: (call) => ({ ...call, headers: { authorization: "Basic d3Jvbmc6" } }),
  },
  hook: {
    async prepare(api) {
      await request(api.url)
        .put("/api/hooks/shop")
        .set("authorization", `Bearer ${api.adminKey}`)
        .send({
          name: "Shop",
          secret,
          scheme: {
            kind: "hmac",
            header: "X-Signature",
            algorithm: "sha256",
            encoding: "hex",
            idHeader: "X-Event-Id",
            signed: "{id}.{body}",
          },
        })
        .expect(200);
    },
    call: (_api, id, data) => ({
      path: "/hooks/shop",
      headers: {
        "x-signature": createHmac("sha256", secret).update(`${id}.${data}`).digest("hex"),
        "x-event-id": id,
      },
      body: data,
    }),
    asStranger: (call) => ({ ...call, headers: { ...call.headers, "x-signature": "00" } }),
  },
};

it("every door of the table is tested", () => {
  expect(frontDoors.map((door) => door.name).toSorted()).toEqual(Object.keys(samples).toSorted());
});

for (const [name, sample] of Object.entries(samples)) {
  describe(`the front door "${name}"`, () => testFrontDoor(sample));
}
