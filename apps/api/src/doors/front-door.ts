// What a front door is: it says which addresses are its own and makes events of a request. Everything else is done once, for all.
import type { IncomingMessage } from "node:http";
import type { HookMapping, SignatureScheme } from "@throughline/contract";
import type { Json } from "@throughline/flow";
import type { ReadEvents, Refusal } from "@throughline/intake";
import { ProblemError } from "../http/problem.ts";

/** Bytes of one event's body, counted after inflation. */
export const BODY_LIMIT = 1024 * 1024;
/** Bytes of a list of events. */
export const BATCH_LIMIT = 5 * 1024 * 1024;

/** Where doors look up whom they trust. */
export interface DoorDeps {
  readonly findKey: (token: string) => Promise<KnownSender | null>;
  readonly findHook: (key: string) => Promise<KnownHook | null>;
  /** True when pages of this origin may send with some key. */
  readonly allowsOrigin: (origin: string) => Promise<boolean>;
  /** The id of the first equal call within the window, or its own. */
  readonly knownEventId: (call: UnsignedIdentity) => Promise<string>;
  /** Keeps a call to be looked at; never waits and never fails. */
  readonly keepCall: (call: KeptCall) => void;
  /** Counts a request of whom a door let in; throws the problem of one who came too often. */
  readonly count: (caller: string, who: string) => void;
  /** What addresses begin with as senders know them. */
  readonly publicUrl: string;
}

/** Whoever holds a key. */
export interface KnownSender {
  readonly id: string;
  readonly kind: "write" | "api";
  readonly name: string;
  /** Sources a write key may claim; empty: any. */
  readonly sources: readonly string[];
  /** Web pages that may use it from a browser: their origins, or `*`; empty: none. */
  readonly origins: readonly string[];
}

/** A hook as its door knows it: without a secret nothing comes in. */
export type KnownHook =
  | { readonly key: string; readonly state: "unset"; readonly scheme: SignatureScheme }
  | OpenHook;

/** A hook whose calls can be verified. */
export interface OpenHook {
  readonly key: string;
  readonly state: "verified";
  readonly scheme: SignatureScheme;
  /** The present one first; the one before it while it is exchanged. */
  readonly secrets: readonly [string, ...string[]];
  readonly mapping: HookMapping;
  readonly toleranceS: number;
  readonly repeatWindowS: number;
}

/** A call that carries neither a signed id nor a signed time. */
interface UnsignedIdentity {
  readonly hook: string;
  /** Of what was signed. */
  readonly digest: Buffer;
  /** The id to be, if no equal call came within the window. */
  readonly eventId: string;
  readonly windowS: number;
}

/** A call as it is kept for whoever sets a webhook up. */
export interface KeptCall {
  readonly hook: string;
  readonly status: number;
  /** Why it was not taken; null when it was. */
  readonly reason: string | null;
  readonly call: {
    readonly method: string;
    readonly query: string;
    readonly headers: Json;
    readonly body: string;
    readonly isCut: boolean;
  };
}

/** An answer to a caller who asked something and sent no event. */
export interface DoorAnswer {
  readonly kind: "answer";
  readonly body: Json;
}

export interface FrontDoor {
  /** What metrics and the log call it. */
  readonly name: string;
  /** Pages of other origins may call it, if a key allows theirs. */
  readonly fromPages: boolean;
  /** What the caller is told beside the events; absent: nothing, with status 202. */
  readonly says?: { readonly status: number; readonly fields: Readonly<Record<string, boolean>> };
  /** True for a path, without its query, that is this door's. */
  takes(path: string): boolean;
  /** Lets the caller in, reads and checks; throws the problem of a caller who is not let in or speaks no HTTP of ours. */
  read(request: IncomingMessage, path: string, deps: DoorDeps): Promise<ReadEvents | DoorAnswer | Refusal>;
}

/** A look-up that fails is the database's trouble, not the caller's. */
export async function orUnavailable<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw new ProblemError(503, "Cannot check the request now: the database does not answer; send it again", {
      headers: { "retry-after": "1" },
      cause: error,
    });
  }
}
