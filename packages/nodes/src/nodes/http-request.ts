import type { Json } from "@throughline/flow";
import { z } from "zod";
import { defineNode } from "../define-node.ts";
import { durationToMs } from "../duration.ts";
import { field } from "../field.ts";
import { webAddress } from "../fits.ts";
import { throwForStatus } from "../http-outcome.ts";
import { fitBody, keepParts, POINTER_PATTERN } from "../keep-parts.ts";

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
      rendered: "address",
      fits: webAddress,
      placeholder: "https://api.example.com/orders/{{ trigger.data.orderId }}",
    }),
    headers: z
      .record(
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/),
        z.union([
          field.text({ title: "Value", computed: true, rendered: "line", mayBeEmpty: true }),
          field.secret({ title: "Secret" }),
        ]),
      )
      .optional()
      .meta({
        title: "Headers",
        description: "A value may be a secret, stored as it is sent: Bearer abc.",
        "x-ui": { widget: "headers", advanced: true },
      }),
    body: field
      .json({
        title: "Body",
        description:
          "Sent as JSON. Values go in double braces: in quotes as text, without quotes as they are.",
        rendered: "text",
        placeholder: '{ "name": "{{ profile.firstName }}", "total": {{ trigger.data.total }} }',
      })
      .optional(),
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
    keep: z
      .array(
        field.text({
          title: "Part",
          max: 500,
          fits: {
            pattern: POINTER_PATTERN,
            says: "Write where the part is in the answer, such as /id or /items/0/sku.",
          },
          placeholder: "/id",
        }),
      )
      .max(20)
      .optional()
      .meta({
        title: "Keep of the answer",
        description:
          "Empty: all of it, up to 60 KB. Otherwise these parts in their places: /id, /customer/email, /items/0.",
        "x-ui": { item: "Part", advanced: true },
      }),
  }),
  output: z.object({
    status: z.int(),
    bytes: z.int().meta({ description: "Size of the answer" }),
    body: z.unknown(),
    cut: z.string().optional().meta({ description: "Why body is not the whole answer" }),
  }),
  sample: {
    config: {
      method: "POST",
      url: "https://api.example.com/orders?of={{ subject }}",
      body: { cart: { $cel: "trigger.data.cartId" }, note: "Left by {{ subject }}" },
      expect: [200, 201],
    },
    output: { status: 201, bytes: 16, body: { id: "order-1" } },
  },
  docs: "A value in the address is percent-encoded, one in the body becomes JSON text: neither can change what stands around it, and a header takes no line break. A changing request carries an `Idempotency-Key`, the same at every try, so that a careful receiver does the work once. 408, 425, 429, 503 and broken connections are tried again, other 4xx are not; `Retry-After` is honoured. A receiver that does not know `Idempotency-Key` may do the work twice when it is not known whether it did: choose to ask an operator then. Once there is an answer, its status alone says what was done: an answer that is too large, breaks off or is no text still goes on, with `status`, `bytes` and, in `cut`, the reason why `body` is only its beginning. Of an answer up to 1 MB *Keep of the answer* takes the parts that later steps need, of which 60 KB are handed on.",
  mayBeUnsure: true,
  run: async ({ config, effect, ports }) => {
    const call = async (key?: string): Promise<Answer> => {
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
      const whole =
        config.keep === undefined || config.keep.length === 0 || response.cut !== null
          ? response.body
          : keepParts(response.body, config.keep);
      const { body, cut } = fitBody(whole);
      const why = response.cut ?? cut;
      return { status: response.status, bytes: response.bytes, body, ...(why === null ? {} : { cut: why }) };
    };
    // Reading has no effect to remember.
    return { output: config.method === "GET" ? await call() : await effect("request", call) };
  },
});

/** A type, not an interface: it is JSON. */
type Answer = { status: number; bytes: number; body: Json; cut?: string };
