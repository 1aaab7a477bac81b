// What a front door is: it says which addresses are its own and makes events of a request. Everything else is done once, for all.
import type { IncomingMessage } from "node:http";
import type { FlowEvent } from "@throughline/flow";
import { ProblemError } from "../http/problem.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KnownHook } from "./webhook.ts";

/** Where doors look up whom they trust. */
export interface DoorDeps {
  readonly keys: KeyRing;
  readonly findHook: (key: string) => Promise<KnownHook | null>;
}

/** Events of one request, checked but for their size. */
export interface ReadEvents {
  readonly events: readonly FlowEvent[];
  /** Size of the body. */
  readonly bytes: number;
  /** Sent as a list: problems name the event's index. */
  readonly isList: boolean;
}

export interface FrontDoor {
  /** What metrics and the log call it. */
  readonly name: string;
  /** True for a path, without its query, that is this door's. */
  takes(path: string): boolean;
  /** Lets the caller in, reads and checks; throws the problem the caller gets. */
  read(request: IncomingMessage, path: string, deps: DoorDeps): Promise<ReadEvents>;
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
