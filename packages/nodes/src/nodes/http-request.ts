import type { Json } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { durationToMs } from "../duration.ts";
import { field } from "../field.ts";
import { webAddress } from "../fits.ts";
import { throwForStatus } from "../http-outcome.ts";
import { StepError } from "../ports.ts";

const limit = "PT20S";

/** Calls a web address. */
export const httpRequest = defineNode({
  type: "http-request",
  version: 1,
  title: "HTTP request",
  description: "Calls a web address and hands the answer to later steps.",
  icon: "world-share",
  category: "outside",
  retry: { attempts: 8, every: "PT2S", upTo: "PT10M" },
  config: z.object({
    method: field
      .choice({
        title: "Method",
        labels: { GET: "GET", POST: "POST", PUT: "PUT", PATCH: "PATCH", DELETE: "DELETE" },
      })
      .default("GET"),
    url: field.text({
      title: "Address",
      description: "http or https. Addresses inside your network are refused unless an operator allows them.",
      computed: true,
      fits: webAddress,
      placeholder: "https://api.example.com/orders",
    }),
    headers: z
      .record(
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/),
        z.union([
          field.text({ title: "Value", computed: true, mayBeEmpty: true }),
          field.secret({ title: "Secret" }),
        ]),
      )
      .optional()
      .meta({
        title: "Headers",
        description: "A value may be a secret, stored as it is sent: Bearer abc.",
        "x-ui": { widget: "headers", advanced: true },
      }),
    body: field.json({ title: "Body", description: "Sent as JSON." }).optional(),
    expect: z
      .array(z.int().min(100).max(599))
      .min(1)
      .max(50)
      .optional()
      .meta({
        title: "Statuses that are fine",
        description: "Empty: 200 to 299.",
        "x-ui": { widget: "statuses", item: "Status", advanced: true },
      }),
  }),
  output: z.object({ status: z.int(), body: z.unknown() }),
  sample: {
    config: {
      method: "POST",
      url: "https://api.example.com/orders",
      body: { cart: { $cel: "trigger.data.cartId" } },
      expect: [200, 201],
    },
    output: { status: 201, body: { id: "order-1" } },
  },
  docs: "A changing request carries an `Idempotency-Key`, the same at every try, so that a careful receiver does the work once. 408, 425, 429, 503 and broken connections are tried again, other 4xx are not; `Retry-After` is honoured. The answer may have 1 MB, what later steps can refer to 64 KB.",
  run: async ({ config, effect, ports }) => {
    const call = async (key?: string): Promise<{ status: number; body: Json }> => {
      const response = await ports.http.request({
        method: config.method,
        url: config.url,
        ...(config.headers === undefined ? {} : { headers: config.headers }),
        // The config was JSON when it arrived.
        ...(config.body === undefined ? {} : { body: config.body as Json }),
        ...(key === undefined ? {} : { key }),
        timeoutMs: durationToMs(limit),
      });
      const isExpected =
        config.expect?.includes(response.status) ?? (response.status >= 200 && response.status < 300);
      if (!isExpected) throwForStatus(new URL(config.url).host, response);
      if (response.isBodyCut) {
        throw new StepError(
          "response-too-large",
          `${new URL(config.url).host} answered with more than 1 MB, ask it for less`,
        );
      }
      return { status: response.status, body: response.body };
    };
    // Reading has no effect to remember.
    return { output: config.method === "GET" ? await call() : await effect("request", call) };
  },
});
