// What a node's `run` may use. Interfaces only; the worker implements them. No node imports a database.
import type { Json, JsonObject } from "@throughline/flow";
import { isMarked } from "./brand.ts";
import type { Secret } from "./secret.ts";

const STEP_ERROR = Symbol.for("throughline.step-error");
const UNSURE_ERROR = Symbol.for("throughline.unsure-error");
const CAPPED_ERROR = Symbol.for("throughline.capped-error");

/** A step's error that must not be retried: the run parks with this code and sentence. */
export class StepError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(this, StepError, value, STEP_ERROR);
  }
  readonly [STEP_ERROR] = true;
  override readonly name = "StepError";
  readonly code: string;
  /** Set when trying again may help; then the step is retried, at the earliest after `retryAfterMs`. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Thrown inside an effect when it cannot be known whether it happened (the connection broke after the data was sent).
 * The step is tried again under the same key, or parks where the node says so.
 */
export class UnsureError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(this, UnsureError, value, UNSURE_ERROR);
  }
  readonly [UNSURE_ERROR] = true;
  override readonly name = "UnsureError";
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    options: { readonly code?: string; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? "unsure";
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface MailMessage {
  /** One address; checked before it reaches the mail library. */
  readonly to: string;
  /** Key of a topic, or `transactional`: reaches everybody and carries no way to unsubscribe. */
  readonly topic: string;
  /** Addresses with commas between them. Who wants no mail about the topic is left out. */
  readonly cc?: string;
  readonly bcc?: string;
  /** An address, or a name and an address in angle brackets; default: the installation's own. */
  readonly from?: string;
  readonly replyTo?: string;
  /** Liquid. */
  readonly subject: string;
  /** MJML with Liquid in it, or plain text paragraphs when it does not start with `<mjml`. */
  readonly body: string;
  /** Values the Liquid text sees. */
  readonly scope: JsonObject;
  /** More values for the text, over the scope: `code`, `value`, `expires`. */
  readonly values?: JsonObject;
}
export type MailResult =
  | { readonly kind: "sent"; readonly messageId: string }
  /** The address unsubscribed, did not subscribe, bounced or complained. */
  | { readonly kind: "suppressed"; readonly reason: string };
export interface MailPort {
  /** Renders, tracks links, adds List-Unsubscribe to what is about a topic and sends; `key` becomes the Message-ID. Throws UnsureError when the outcome is unknown. */
  send(key: string, message: MailMessage): Promise<MailResult>;
  /** Throws what `send` would throw before anybody is asked: no address, a value that is missing. Sends and keeps nothing. */
  rehearse(message: MailMessage): Promise<void>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | Secret<string>>>;
  readonly body?: Json;
  /** Sent as `Idempotency-Key`. */
  readonly key?: string;
  /** Signs the body by Standard Webhooks with this secret. */
  readonly signWith?: Secret<string>;
  readonly timeoutMs: number;
}
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or text; null when there is none. The beginning as text when it is cut. */
  readonly body: Json;
  /** Size of the answer, inflated; at least so much when it is cut. */
  readonly bytes: number;
  /** Why `body` is not the whole answer, as a sentence; null when it is. */
  readonly cut: string | null;
}
export interface HttpPort {
  /** The one guarded client for calls out: private addresses refused at connect, total deadline, body cap, redirects checked. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface ProfilesPort {
  set(subject: string, changes: JsonObject): Promise<JsonObject>;
}

export interface OffersPort {
  /** Records the offer under its effect key; a repeat returns the stored one. `expiresAt` RFC 3339. */
  record(
    key: string,
    offer: {
      readonly code: string;
      readonly value: string;
      readonly expiresAt: string;
      readonly subject: string;
    },
  ): Promise<{ readonly code: string; readonly value: string; readonly expiresAt: string }>;
  /** The offer did not reach anybody; recording the key again brings it back. */
  revoke(key: string): Promise<void>;
}

export interface StockItem {
  readonly sku: string;
  readonly name: string;
  /** Whole numbers, or decimals as text. */
  readonly level: number | string;
  readonly reorderPoint: number | string;
  readonly reorderQuantity: number | string;
  readonly supplier: string | null;
}
/** An order to be placed; quantities as decimal text. */
export interface StockOrder {
  readonly sku: string;
  readonly quantity: string;
  readonly level: string;
  readonly reorderPoint: string;
  readonly supplierUrl: string;
  /** The key of an order that this one takes the place of. */
  readonly replaces: string | null;
  /** An open order that is older does not count as coming. */
  readonly countsForMs: number;
}
export type StockOrderState = "intended" | "placed" | "refused" | "received" | "cancelled" | "covered";
export interface StockPort {
  item(sku: string): Promise<StockItem | null>;
  /** `level` as decimal text. */
  setLevel(sku: string, level: string): Promise<StockItem | null>;
  /** What was ordered has come: it no longer counts as coming. */
  endShortage(sku: string): Promise<void>;
  /**
   * Written before the supplier is called; a repeat of the key returns what is stored. `covered`: nothing was written,
   * because what was ordered before is enough.
   */
  intendOrder(
    key: string,
    order: StockOrder,
  ): Promise<{ readonly state: StockOrderState; readonly reference: string | null }>;
  settleOrder(key: string, state: "placed" | "refused", reference: string | null): Promise<void>;
}

export interface SecretsPort {
  /** Resolves `{"$secret": name}`; throws StepError `unknown-secret`. */
  resolve(name: string): Promise<Secret<string>>;
}

export interface Ports {
  readonly mail: MailPort;
  readonly http: HttpPort;
  readonly profiles: ProfilesPort;
  readonly offers: OffersPort;
  readonly stock: StockPort;
  readonly secrets: SecretsPort;
}

export interface CapRequest {
  /** What is capped, e.g. `offer/<flow>/<node>`. */
  readonly scope: string;
  readonly count: number;
  readonly periodMs: number;
}

/** Thrown by `effect` when the cap it asked for is used up; a node turns it into its port. */
export class CappedError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(this, CappedError, value, CAPPED_ERROR);
  }
  readonly [CAPPED_ERROR] = true;
  override readonly name = "CappedError";
}

export interface EffectOptions {
  /** Reserved in the same transaction as the intent; released when the effect surely did not happen. */
  readonly cap?: CapRequest;
}

/**
 * Does something outside, once: the intent is recorded before the call, the result after it, and a step that is tried
 * again gets the stored result. `name` tells several effects of one step apart; the key is `run/node.visit/name`.
 */
export type Effect = <T extends Json>(
  name: string,
  call: (key: string) => Promise<T>,
  options?: EffectOptions,
) => Promise<T>;

/** What a mail is made of. */
export type MailArgs<Config> = Pick<RunArgs<Config>, "config" | "scope" | "render">;

export interface RunArgs<Config> {
  readonly config: Config;
  /** Values the config's Liquid text refers to, plus `subject` and `run`. */
  readonly scope: JsonObject;
  readonly subject: string;
  readonly run: { readonly id: string; readonly shortId: string; readonly flow: string };
  /** `node.visit`. */
  readonly step: string;
  readonly effect: Effect;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Renders one Liquid text with the scope, in the limited thread. */
  readonly render: (text: string, values?: JsonObject) => Promise<string>;
  readonly log: (message: string, fields?: JsonObject) => void;
}

export interface RunResult {
  /** Default: the first port. */
  readonly port?: string;
  readonly output: Json;
}
