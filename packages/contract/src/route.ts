import { z } from "zod";
import { ROLES } from "./roles.ts";
import type { Role } from "./roles.ts";

export const roleSchema = z.enum(ROLES);

/** Who may call a route: a role (session or API key), or anyone. */
export type RouteAuth = Role | "public";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type Shape = z.ZodType;

/** One row of the route table. Paths use `{name}` for parameters. */
export interface Route<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Answer extends Shape = Shape,
> {
  readonly method: Method;
  readonly path: `/${string}`;
  readonly auth: RouteAuth;
  readonly summary: string;
  readonly tag: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** `z.void()` for 204. */
  readonly answer: Answer;
  readonly status: 200 | 201 | 202 | 204;
  /** 201 as well, when it made what was not there. */
  readonly mayCreate: boolean;
  /**
   * What a repeat with the same Idempotency-Key gets: the first answer again (`answer`), or the event that the first one
   * wrote (`event`). Null: it changes nothing, so a repeat is harmless.
   */
  readonly repeats: "answer" | "event" | null;
  /** `told`: the answer's ETag names the revision. `checked`: If-Match and If-None-Match are honoured as well. */
  readonly etag: "told" | "checked" | null;
  /** Leaves a row in the trail of who changed what. */
  readonly audited: boolean;
  /** The answer is a stream of server-sent events whose data is `answer`. */
  readonly stream: boolean;
}
