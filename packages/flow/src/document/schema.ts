// The document: what is drawn, stored, exported and diffed. Unknown fields are errors that name their path.
import { z } from "zod";
import { DURATION_PATTERN, durationToMs } from "../duration.ts";
import type { Json } from "../json.ts";
import { sayIssue } from "../say-issue.ts";
import { readSpan } from "../time/span-text.ts";

export const flowKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, "2 to 63 characters: a-z, 0-9 and hyphens, a letter first");
export const nodeIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "1 to 63 characters: a-z, 0-9 and underscores, a letter first");
export const wordSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, "1 to 63 characters: a-z, 0-9 and hyphens, a letter first");
/** How a run ended, in a word: what a drawing may name, an operator may too, and an open port (`node.port`) fits in. */
export const outcomeSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    "1 to 63 characters: letters, digits, dots, hyphens and underscores, a letter or digit first",
  );
/** A duration as `durationToMs` reads it, not negative. */
export const durationSchema = z
  .string()
  .regex(DURATION_PATTERN, {
    error: "a duration such as PT30M, P1D or P2W, of at most 100 years",
    abort: true,
  })
  .refine((text) => durationToMs(text) !== null, "a duration of at most 100 years");

/** Any JSON. One schema for all places, so that it has one name wherever it is described. */
export const jsonValueSchema = z.json();

/** A duration that may follow the calendar: also months and years. */
export const spanSchema = z.string().superRefine((text, context) => {
  const span = readSpan(text);
  if (!span.ok) context.addIssue({ code: "custom", message: span.message });
  else if (text.startsWith("-"))
    context.addIssue({ code: "custom", message: "a duration that is not negative" });
});

export const celSchema = z.strictObject({ $cel: z.string().min(1).max(2048) });
export const rulesSchema = z.strictObject({ $rules: jsonValueSchema });
export const secretRefSchema = z.strictObject({ $secret: wordSchema });
/** A condition or value that is computed: CEL text, or the query builder's rule tree, which becomes CEL. */
export const expressionSchema = z.union([celSchema, rulesSchema]);
export type Expression = z.infer<typeof expressionSchema>;

const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

const retrySchema = z.strictObject({
  attempts: z.int().min(1).max(100),
  /** First pause. */
  every: durationSchema,
  /** Pauses grow by 2 up to this. */
  upTo: durationSchema.optional(),
});

export const documentNodeSchema = z.strictObject({
  id: nodeIdSchema,
  type: wordSchema,
  typeVersion: z.int().min(1),
  name: z.string().min(1).max(120),
  config: z.record(z.string(), jsonValueSchema),
  position: positionSchema,
  /** What happens when a step's retries are used up: the run parks (default) or leaves by port `failed`. */
  onFailure: z.enum(["park", "port"]).optional(),
  /** The node that undoes this one. No run unwinds yet, so publish refuses it (`no-compensation`). */
  compensate: nodeIdSchema.optional(),
  retry: retrySchema.optional(),
  /** When a crash leaves it unknown whether mail went out: send again (at least once) or park (at most once). */
  unsure: z.enum(["resend", "park"]).optional(),
  note: z.string().max(2000).optional(),
});

export const documentEdgeSchema = z.strictObject({
  from: z.strictObject({ node: nodeIdSchema, port: wordSchema }),
  to: z.strictObject({ node: nodeIdSchema }),
});

export const reentrySchema = z.discriminatedUnion("rule", [
  // oxlint-disable-next-line unicorn/no-thenable -- the name in stored documents; nobody awaits a schema
  z.strictObject({ rule: z.literal("one-at-a-time"), then: z.enum(["ignore", "restart", "queue"]) }),
  z.strictObject({ rule: z.literal("every-event") }),
  z.strictObject({ rule: z.literal("once-ever") }),
  z.strictObject({ rule: z.literal("once-per-period"), period: durationSchema }),
]);

const headerText = z
  .string()
  .min(1)
  .max(320)
  .regex(/^[^\r\n\0]*$/, "one line");

/** Whom the mails of a flow come from, where a node does not say otherwise. */
export const flowSenderSchema = z.strictObject({
  /** An address, or a name and an address in angle brackets; empty: the installation's own. */
  from: headerText.optional(),
  /** Where answers go. */
  replyTo: headerText.optional(),
});
export type FlowSender = z.infer<typeof flowSenderSchema>;

export const flowSettingsSchema = z.strictObject({
  subject: expressionSchema,
  reentry: reentrySchema,
  /** IANA zone in which wall-clock rules of this flow are read. */
  timeZone: z.string().min(1).max(64),
  /** Reserved for journey-wide interrupts; empty until the language has them. */
  interrupts: z.array(z.never()),
  priority: z.enum(["high", "normal", "low"]),
  /** How many entries of one subject may queue behind an active run. */
  maxQueued: z.int().min(1).max(100).optional(),
  sender: flowSenderSchema.optional(),
});

export const documentSchema = z.strictObject({
  schema: z.literal(1),
  key: flowKeySchema,
  name: z.string().min(1).max(120),
  description: z.string().max(2000).optional(),
  settings: flowSettingsSchema,
  nodes: z.array(documentNodeSchema).max(2000),
  edges: z.array(documentEdgeSchema).max(5000),
  notes: z.array(
    z.strictObject({
      id: z.string().min(1).max(63),
      text: z.string().max(4000),
      position: positionSchema,
      size: z.strictObject({ width: z.number(), height: z.number() }).optional(),
    }),
  ),
  frames: z.array(
    z.strictObject({
      id: z.string().min(1).max(63),
      title: z.string().max(120),
      position: positionSchema,
      size: z.strictObject({ width: z.number(), height: z.number() }),
    }),
  ),
});

export type FlowDocument = z.infer<typeof documentSchema>;
export type DocumentNode = z.infer<typeof documentNodeSchema>;
export type DocumentEdge = z.infer<typeof documentEdgeSchema>;
export type FlowSettings = z.infer<typeof flowSettingsSchema>;
export type Reentry = z.infer<typeof reentrySchema>;

/** A problem with a document's shape: JSON pointer and message. */
export interface ShapeProblem {
  readonly path: string;
  readonly message: string;
}

/** Parses an unknown value as a document; problems name their JSON pointer. Never throws, never fetches, never runs anything. */
export function parseDocument(
  value: unknown,
):
  | { readonly ok: true; readonly document: FlowDocument }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] } {
  const parsed = documentSchema.safeParse(value, { error: sayIssue });
  if (parsed.success) return { ok: true, document: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      path: "/" + issue.path.map(String).join("/"),
      message: issue.message,
    })),
  };
}

/** A document with no nodes, as the editor and the API create it. */
export function emptyDocument(key: string, name: string, timeZone = "UTC"): FlowDocument {
  return {
    schema: 1,
    key,
    name,
    settings: {
      subject: { $cel: "trigger.subject" },
      // oxlint-disable-next-line unicorn/no-thenable -- the name in stored documents; nobody awaits settings
      reentry: { rule: "one-at-a-time", then: "ignore" },
      timeZone,
      interrupts: [],
      priority: "normal",
    },
    nodes: [],
    edges: [],
    notes: [],
    frames: [],
  };
}

/** True for `{"$cel": …}`; such an object in a config is evaluated, everything else is a literal. */
export function isCel(value: Json | undefined): value is { readonly $cel: string } {
  return celSchema.safeParse(value).success;
}
