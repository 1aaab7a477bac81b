// The types of problems: stable, so that a program need not read sentences. A type is the address of its description.

const PROBLEM_TYPES = {
  unreadable:
    "The request cannot be read: its address, its headers or its body are not what HTTP or JSON allow.",
  "not-signed-in": "Nobody is signed in, or the key is unknown or revoked.",
  "no-write-key": "Events need a write key, and this one is none, unknown or revoked.",
  "bad-signature": "A webhook's signature is not right.",
  "not-allowed": "The role, the key's sources or the page's origin do not allow it.",
  "not-found": "There is nothing at this address.",
  "method-not-allowed": "The address takes other methods; the header Allow names them.",
  "precondition-failed":
    "What is there is not what If-Match or If-None-Match says: read it again, then decide.",
  "in-progress": "The first request with this Idempotency-Key is still being done.",
  "key-reused": "The Idempotency-Key was used for another request.",
  conflict: "What is there now does not allow it: read it again, then decide.",
  "too-large": "The body, or an event in it, is larger than what is taken.",
  "unsupported-content": "The content type or encoding is none of those that are taken.",
  "not-valid": "The request was read and is not right; `problems` names each place.",
  "too-many-requests": "Too often. Wait as long as Retry-After says.",
  "not-now": "It can be done, only not now. Nothing was done; the same again after Retry-After is right.",
  internal: "A fault of ours. The answer names a reference that the operator finds in the log.",
} as const;

/** The last part of a problem's type. */
export type ProblemCode = keyof typeof PROBLEM_TYPES;

/** The `type` of a problem: an address of this installation. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

/** Every type with what it means, for people. */
export const problemTypes: readonly (readonly [code: string, meaning: string])[] =
  Object.entries(PROBLEM_TYPES);
