// The protocol steps as the run calls them: local activities, idempotent by their arguments, retried without limit.
// Types alone are taken from the protocol: its code stays out of the sandbox.
import type { JsonObject, Visit, ZoneSpan } from "@throughline/flow/stepper";
import type {
  CloseRunAnswer,
  CloseRunRequest,
  ExpireTaskAnswer,
  ExpireTaskRequest,
  ExpireWaitAnswer,
  ExpireWaitRequest,
  OpenTaskAnswer,
  OpenTaskRequest,
  OpenWaitAnswer,
  OpenWaitRequest,
  ReadProfileAnswer,
  ReadProfileRequest,
  StoreTrailAnswer,
  StoreTrailRequest,
  TaskContent,
} from "@throughline/protocol";

/** Queue, title and body are Liquid over `scope`. */
export type OpenTaskCall = Pick<OpenTaskRequest, "run" | "step"> &
  TaskContent & { readonly scope: JsonObject };

/** With the trail as the run has it. */
type WithVisits<Request> = Omit<Request, "trail"> & { readonly trail: readonly Visit[] };

type Step<Call, Answer> = (call: Call) => Promise<Answer>;

/** Activity type → what it takes and answers. */
export interface ProtocolSteps {
  readonly "open-wait": Step<OpenWaitRequest, OpenWaitAnswer>;
  readonly "expire-wait": Step<ExpireWaitRequest, ExpireWaitAnswer>;
  readonly "open-task": Step<
    OpenTaskCall,
    OpenTaskAnswer | { readonly kind: "refused"; readonly code: string; readonly message: string }
  >;
  readonly "expire-task": Step<ExpireTaskRequest, ExpireTaskAnswer>;
  /** `clocks` is null for a zone that does not exist. */
  readonly "read-zone": Step<
    { readonly zone: string; readonly span: number },
    { readonly kind: "zone"; readonly clocks: ZoneSpan | null }
  >;
  readonly "read-profile": Step<ReadProfileRequest, ReadProfileAnswer>;
  readonly "store-trail": Step<WithVisits<StoreTrailRequest>, StoreTrailAnswer>;
  readonly "close-run": Step<WithVisits<CloseRunRequest>, CloseRunAnswer>;
}
