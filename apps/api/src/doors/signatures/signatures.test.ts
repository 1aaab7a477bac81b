import { createHash, createHmac } from "node:crypto";
import type { SchemeKind, SignatureScheme } from "@throughline/contract";
import { sign as signGitHub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { testSignature } from "../../testing/test-signature.ts";
import type { SignatureSample } from "../../testing/test-signature.ts";
import { presets, verifySignature } from "./index.ts";
import type { Preset, SignedCall } from "./signature.ts";

const whsec = `whsec_${Buffer.from("0123456789abcdefghijklmn").toString("base64")}`;
const seconds = (ms: number) => String(ms / 1000);
const hmac = (algorithm: string, key: string, encoding: "hex" | "base64", ...parts: (string | Buffer)[]) => {
  const digest = createHmac(algorithm, key);
  for (const part of parts) digest.update(part);
  return digest.digest(encoding);
};

type Samples = {
  readonly [K in SchemeKind]: SignatureSample<Extract<SignatureScheme, { readonly kind: K }>>;
};

/** One for each preset of the table; a new one asks for its entry. Where the sender has a library for it, that one signs. */
const samples: Samples = {
  hmac: {
    scheme: {
      kind: "hmac",
      header: "X-Signature",
      algorithm: "sha256",
      encoding: "hex",
      prefix: "sha256=",
      timestampHeader: "X-Time",
      idHeader: "X-Id",
      signed: "{id}:{time}:{method}:{url}:{body}",
    },
    sign(secret, { body, nowMs, url }) {
      const time = seconds(nowMs);
      return {
        "x-signature": `sha256=${hmac("sha256", secret, "hex", `d-1:${time}:POST:${url}:`, body)}`,
        "x-time": time,
        "x-id": "d-1",
      };
    },
  },
  "standard-webhooks": {
    scheme: { kind: "standard-webhooks" },
    secret: whsec,
    sign: (secret, { body, nowMs }) => ({
      "webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
      "webhook-timestamp": seconds(nowMs),
      "webhook-signature": new Webhook(secret).sign(
        "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        new Date(nowMs),
        body.toString(),
      ),
    }),
  },
  stripe: {
    scheme: { kind: "stripe" },
    sign: (secret, { body, nowMs }) => ({
      "stripe-signature": new Stripe("sk_test_none").webhooks.generateTestHeaderString({
        payload: body.toString(),
        secret,
        timestamp: nowMs / 1000,
      }),
    }),
  },
  github: {
    scheme: { kind: "github" },
    sign: async (secret, { body }) => ({
      // The library does not sign what is empty.
      "x-hub-signature-256":
        body.length === 0
          ? `sha256=${hmac("sha256", secret, "hex", body)}`
          : await signGitHub(secret, body.toString()),
    }),
  },
  gitlab: { scheme: { kind: "gitlab" }, proves: "token", sign: (secret) => ({ "x-gitlab-token": secret }) },
  shopify: {
    scheme: { kind: "shopify" },
    sign: (secret, { body }) => ({ "x-shopify-hmac-sha256": hmac("sha256", secret, "base64", body) }),
  },
  slack: {
    scheme: { kind: "slack" },
    sign: (secret, { body, nowMs }) => ({
      "x-slack-request-timestamp": seconds(nowMs),
      "x-slack-signature": `v0=${hmac("sha256", secret, "hex", `v0:${seconds(nowMs)}:`, body)}`,
    }),
  },
  twilio: {
    scheme: { kind: "twilio" },
    sign(secret, { body, url }) {
      const fields = [...new URLSearchParams(body.toString())].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return { "x-twilio-signature": hmac("sha1", secret, "base64", url, fields.flat().join("")) };
    },
  },
  intercom: {
    scheme: { kind: "intercom" },
    sign: (secret, { body }) => ({ "x-hub-signature": `sha1=${hmac("sha1", secret, "hex", body)}` }),
  },
  square: {
    scheme: { kind: "square" },
    sign: (secret, { body, url }) => ({
      "x-square-hmacsha256-signature": hmac("sha256", secret, "base64", url, body),
    }),
  },
  zendesk: {
    scheme: { kind: "zendesk" },
    sign(secret, { body, nowMs }) {
      const time = new Date(nowMs).toISOString().replace(".000", "");
      return {
        "x-zendesk-webhook-signature": hmac("sha256", secret, "base64", time, body),
        "x-zendesk-webhook-signature-timestamp": time,
      };
    },
  },
  hubspot: {
    scheme: { kind: "hubspot" },
    sign: (secret, { body, nowMs, url }) => ({
      "x-hubspot-signature-v3": hmac("sha256", secret, "base64", "POST", url, body, String(nowMs)),
      "x-hubspot-request-timestamp": String(nowMs),
    }),
  },
  basic: {
    scheme: { kind: "basic" },
    secret: "caller:the password of callers",
    proves: "token",
    sign: (secret) => ({ authorization: `Basic ${Buffer.from(secret).toString("base64")}` }),
  },
  bearer: {
    scheme: { kind: "bearer" },
    proves: "token",
    sign: (secret) => ({ authorization: `Bearer ${secret}` }),
  },
};

for (const kind of Object.keys(samples) as SchemeKind[]) {
  // the table's own keys
  describe(`the signature preset "${kind}"`, () =>
    testSignature(presets[kind] as Preset, samples[kind] as SignatureSample)); // both tables are by kind
}

/** What senders publish, each with the document it stands in. */
const published: readonly {
  readonly name: string;
  readonly scheme: SignatureScheme;
  readonly secret: string;
  readonly call: Pick<SignedCall, "headers" | "nowMs"> & { readonly body: string; readonly url?: string };
}[] = [
  {
    name: "Standard Webhooks: the specification's example (standard-webhooks.md, and the libraries' tests)",
    scheme: { kind: "standard-webhooks" },
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    call: {
      headers: {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature":
          "v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRvdWVvdW9ldQo= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      nowMs: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    },
  },
  {
    name: "GitHub: docs.github.com, Validating webhook deliveries",
    scheme: { kind: "github" },
    secret: "It's a Secret to Everybody",
    call: {
      headers: {
        "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      },
      nowMs: 0,
      body: "Hello, World!",
    },
  },
  {
    name: "Slack: docs.slack.dev, Verifying requests from Slack",
    scheme: { kind: "slack" },
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    call: {
      headers: {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      },
      nowMs: 1_531_420_618_000,
      body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    },
  },
  {
    name: "Twilio: the security guide's example (and twilio-php, RequestValidatorTest)",
    scheme: { kind: "twilio" },
    secret: "12345",
    call: {
      headers: { "x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=" },
      nowMs: 0,
      url: "https://mycompany.com/myapp.php?foo=1&bar=2",
      body: "To=%2B18005551212&Digits=1234&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE",
    },
  },
  {
    name: "Twilio: fields that come more than once (twilio-php, RequestValidatorTest)",
    scheme: { kind: "twilio" },
    secret: "12345",
    call: {
      headers: { "x-twilio-signature": "IK+Dwps556ElfBT0I3Rgjkr1wJU=" },
      nowMs: 0,
      url: "https://mycompany.com/myapp.php?foo=1&bar=2",
      body: "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
    },
  },
  {
    name: "Square: developer.squareup.com, Verify and validate (and the SDKs' tests)",
    scheme: { kind: "square" },
    secret: "asdf1234",
    call: {
      headers: { "x-square-hmacsha256-signature": "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=" },
      nowMs: 0,
      url: "https://example.com/webhook",
      body: '{"hello":"world"}',
    },
  },
];

const toCall = ({
  headers,
  nowMs,
  body,
  url = "https://flows.example/hooks/x",
}: (typeof published)[number]["call"]) => ({
  method: "POST",
  url,
  headers,
  nowMs,
  body: Buffer.from(body),
  toleranceS: 300,
});

describe("what senders publish", () => {
  it.each(published)("$name", ({ scheme, secret, call }) => {
    expect(verifySignature(scheme, [secret], toCall(call))).toMatchObject({ ok: true });
    expect(verifySignature(scheme, [secret], toCall({ ...call, body: `${call.body} ` })).ok).toBe(false);
    expect(verifySignature(scheme, [`${secret}x`.replace("whsec_M", "whsec_N")], toCall(call)).ok).toBe(
      false,
    );
  });

  it("Twilio signs the address alone where it holds the hash of a JSON body", () => {
    const body = '{"property": "value", "boolean": true}';
    const hash = createHash("sha256").update(body).digest("hex");
    // twilio-php, RequestValidatorTest
    expect(hash).toBe("0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620");
    const url = `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${hash}`;
    const headers = { "x-twilio-signature": hmac("sha1", "12345", "base64", url) };
    const verify = (text: string) =>
      verifySignature({ kind: "twilio" }, ["12345"], toCall({ headers, nowMs: 0, url, body: text })).ok;
    expect([verify(body), verify(`${body} `), verify("")]).toEqual([true, false, false]);
  });
});

describe("two secrets while one is exchanged", () => {
  it.each(["stripe", "slack", "bearer"] as const)("%s: either is taken, a third is not", async (kind) => {
    const sample = samples[kind] as SignatureSample; // the samples of one kind
    const call = toCall({ headers: {}, nowMs: 1_790_000_000_000, body: "{}" });
    const verify = async (secret: string) =>
      verifySignature(sample.scheme, ["the new secret", "the old secret"], {
        ...call,
        headers: await sample.sign(secret, call),
      }).ok;
    expect([await verify("the new secret"), await verify("the old secret"), await verify("another")]).toEqual(
      [true, true, false],
    );
  });

  it("Stripe and Standard Webhooks may sign with both at once, in any order", () => {
    const body = "{}";
    const nowMs = 1_790_000_000_000;
    const stripe = (secret: string) => hmac("sha256", secret, "hex", `${seconds(nowMs)}.{}`);
    const headers = {
      "stripe-signature": `t=${seconds(nowMs)},v1=${stripe("old")},v1=${stripe("new")},v0=${stripe("other")}`,
      "webhook-id": "m",
      "webhook-timestamp": seconds(nowMs),
      "webhook-signature": `v1a,xyz v1,${hmac("sha256", "old", "base64", `m.${seconds(nowMs)}.{}`)}`,
    };
    const verify = (kind: "stripe" | "standard-webhooks", secret: string) =>
      verifySignature({ kind }, [secret], toCall({ headers, nowMs, body })).ok;
    expect([verify("stripe", "old"), verify("stripe", "new"), verify("stripe", "other")]).toEqual([
      true,
      true,
      false,
    ]);
    expect([verify("standard-webhooks", "old"), verify("standard-webhooks", "new")]).toEqual([true, false]);
  });
});

it("GitLab with a signing token is verified as Standard Webhooks are", () => {
  const nowMs = 1_790_000_000_000;
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": seconds(nowMs),
    "webhook-signature": new Webhook(whsec).sign("msg_1", new Date(nowMs), "{}"),
    "x-gitlab-token": whsec,
  };
  const verify = (changes: object) =>
    verifySignature(
      { kind: "gitlab" },
      [whsec],
      toCall({ headers: { ...headers, ...changes }, nowMs, body: "{}" }),
    );
  expect(verify({})).toMatchObject({ ok: true, id: "msg_1" });
  expect(verify({ "webhook-signature": "v1,AAAA" }).ok).toBe(false);
});
