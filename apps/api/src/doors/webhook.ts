// `/hooks/{key}`: a sender's call becomes events of type `hook.<key>…`, once it is proven over the raw bytes who calls.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { SignatureScheme } from "@throughline/contract";
import { HOOK_SOURCE_PREFIX, isJsonObject, wordSchema } from "@throughline/flow";
import type { FlowEvent, Json } from "@throughline/flow";
import { OWN, makeEvent } from "@throughline/intake";
import type { ReadEvents, Refusal } from "@throughline/intake";
import { readBody } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import { toRefused } from "../http/refused.ts";
import { identify } from "./identify.ts";
import { mapCall } from "./map-call.ts";
import type { MappedCall } from "./map-call.ts";
import { readCallBody } from "./read-body.ts";
import { hiddenHeaders, hiddenQuery, safeHeaders, safeQuery } from "./safe-headers.ts";
import type { DoorAnswer, DoorDeps, FrontDoor, KnownHook, OpenHook } from "./front-door.ts";
import { BODY_LIMIT, orUnavailable } from "./front-door.ts";
import { presetOf, verifySignature } from "./signatures/index.ts";
import type { Known, Signed, SignedCall } from "./signatures/signature.ts";

const PATH = "/hooks/";
/** Bytes of a body that are kept to be looked at. */
const KEPT_BYTES = 16 * 1024;

/** Signed calls of other services. */
export const webhookDoor: FrontDoor = {
  name: "hook",
  fromPages: false,
  takes: (path) => path.startsWith(PATH),
  async read(request, path, deps) {
    const key = path.slice(PATH.length);
    const hook = wordSchema.safeParse(key).success ? await orUnavailable(deps.findHook(key)) : null;
    if (hook === null) throw new ProblemError(404, "Cannot find this webhook: there is none with this key");
    const call = {
      ...(await toCall(request, deps)),
      toleranceS: hook.state === "unset" ? 0 : hook.toleranceS,
    };
    try {
      const read = await readCall(assertOpen(hook), call, deps);
      keep(hook, call, deps, read.kind === "refused" ? toRefused(read) : null);
      return read;
    } catch (error) {
      if (error instanceof ProblemError) keep(hook, call, deps, error);
      throw error;
    }
  },
};

async function toCall(
  request: IncomingMessage,
  { publicUrl }: DoorDeps,
): Promise<Omit<SignedCall, "toleranceS">> {
  const body = await readBody(request, BODY_LIMIT);
  const { headers, method = "POST", url = "" } = request;
  return { method, url: publicUrl + url, headers, body, nowMs: Date.now() };
}

function assertOpen(hook: KnownHook): OpenHook {
  if (hook.state === "verified") return hook;
  throw new ProblemError(
    503,
    `Cannot take calls for webhook "${hook.key}": it has no secret yet, set one first`,
  );
}

/** The events of a call; throws when it is not the sender who calls. */
async function readCall(
  hook: OpenHook,
  call: SignedCall,
  deps: DoorDeps,
): Promise<ReadEvents | DoorAnswer | Refusal> {
  const verdict = verifySignature(hook.scheme, hook.secrets, call);
  if (!verdict.ok) {
    throw new ProblemError(401, `Cannot trust the call for webhook "${hook.key}": ${verdict.reason}`, {
      title: "The signature is not right",
    });
  }
  // Only the sender's own calls count: whoever knows the address alone must not use up what is theirs.
  deps.count(`hook:${hook.key}`, `for webhook "${hook.key}"`);
  const body = readCallBody(call.headers["content-type"], call.body);
  if (body.kind === "refused") return body;
  const answer = presetOf(hook.scheme).answer?.(body.value) ?? null;
  if (answer !== null) return { kind: "answer", body: answer };
  const mapped = mapEvents(hook, { headers: call.headers, url: call.url, body: body.value });
  if (!Array.isArray(mapped)) return mapped;
  return makeEvents(hook, verdict, mapped, { bytes: call.body.length, deps });
}

interface ReadCall {
  readonly headers: SignedCall["headers"];
  readonly url: string;
  readonly body: Json;
}

interface Mapped {
  readonly known: Known;
  readonly mapped: MappedCall;
}

/** What a verified call says, by the preset and the mapping; also the preview asks it. */
export function mapEvents(
  { key, scheme, mapping }: Pick<OpenHook, "key" | "scheme" | "mapping">,
  { headers, url, body }: ReadCall,
): Mapped[] | Refusal {
  const preset = presetOf(scheme);
  const field = preset.payloadField;
  const payload = field !== undefined && isJsonObject(body) ? body[field] : undefined;
  const scope = { headers: safeHeaders(headers, ownHeaders(scheme)), query: safeQuery(queryOf(url)) };
  const events: Mapped[] = [];
  for (const known of preset.read({ headers, body: isJsonObject(payload) ? payload : body }, scheme)) {
    const mapped = mapCall(key, mapping, { ...scope, known });
    if (mapped.kind === "refused") return mapped;
    events.push({ known, mapped });
  }
  return events;
}

async function makeEvents(
  { key, repeatWindowS }: OpenHook,
  verdict: Signed,
  calls: readonly Mapped[],
  { bytes, deps }: { readonly bytes: number; readonly deps: DoorDeps },
): Promise<ReadEvents | Refusal> {
  const events: FlowEvent[] = [];
  for (const [index, { known, mapped }] of calls.entries()) {
    const identity = identify(verdict, known, { index, nonce: randomUUID() });
    const isCounted = identity.kind === "window" && repeatWindowS > 0;
    const id = isCounted
      ? await orUnavailable(
          deps.knownEventId({
            hook: key,
            digest: identity.digest,
            eventId: identity.id,
            windowS: repeatWindowS,
          }),
        )
      : identity.id;
    const { type, subject, time, data } = mapped;
    const made = makeEvent({ id, source: HOOK_SOURCE_PREFIX + key, type, subject, time, data }, OWN);
    if (made.kind === "refused") return made;
    events.push(...made.events);
  }
  return { kind: "events", events, bytes, isList: events.length !== 1 };
}

function keep(hook: KnownHook, call: SignedCall, deps: DoorDeps, problem: ProblemError | null): void {
  deps.keepCall({
    hook: hook.key,
    status: problem?.status ?? 202,
    reason: problem?.message ?? null,
    call: {
      method: call.method,
      query: hiddenQuery(queryOf(call.url)),
      headers: hiddenHeaders(call.headers, ownHeaders(hook.scheme)),
      body: call.body.subarray(0, KEPT_BYTES).toString("utf8").replaceAll("\u0000", "\uFFFD"),
      isCut: call.body.length > KEPT_BYTES,
    },
  });
}

/** Headers that this scheme makes a proof of. */
function ownHeaders(scheme: SignatureScheme): readonly (string | undefined)[] {
  return scheme.kind === "hmac" || scheme.kind === "bearer" ? [scheme.header] : [];
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at + 1);
}
