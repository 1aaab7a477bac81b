// The smaller nouns: profiles, stock, hooks, secrets, keys, node types, audit, the signed-in person, live messages.
import { INSTRUCTIONS } from "@throughline/flow";
import { z } from "zod";
import { ROLES } from "./route.ts";
import { runSummarySchema } from "./runs.ts";

export const roleSchema = z.enum(ROLES);

export const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  /** Base URL of the Temporal UI, for links. */
  temporalUiUrl: z.string().nullable(),
  /** The mail inbox of the local stack, if there is one. */
  mailUrl: z.string().nullable(),
});
export type Me = z.infer<typeof meSchema>;

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  /** May not sign in. */
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type Person = z.infer<typeof personSchema>;
const passwordSchema = z.string().min(12).max(128);
export const createPersonSchema = z.strictObject({
  name: z.string().min(1).max(120),
  email: z.email().max(254),
  /** Handed over by whoever adds the person. */
  password: passwordSchema,
  role: roleSchema,
});
/** What is absent stays as it is. */
export const changePersonSchema = z.strictObject({
  role: roleSchema.optional(),
  /** True ends the person's sessions, too. */
  disabled: z.boolean().optional(),
  /** A new password, for somebody who forgot theirs; ends their sessions. */
  password: passwordSchema.optional(),
});

export const nodeTypeSchema = z.object({
  type: z.string(),
  version: z.int(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  category: z.string(),
  instruction: z.enum(INSTRUCTIONS),
  preset: z.record(z.string(), z.json()).optional(),
  ports: z.array(z.string()).optional(),
  portTitles: z.record(z.string(), z.string()).optional(),
  config: z.record(z.string(), z.json()),
  output: z.record(z.string(), z.json()),
  quick: z.literal(true).optional(),
  retry: z.object({ attempts: z.int(), every: z.string(), upTo: z.string().optional() }).optional(),
  timeout: z.string().optional(),
  mayBeUnsure: z.literal(true).optional(),
  sample: z.object({ config: z.record(z.string(), z.json()), output: z.json() }),
  docs: z.string().optional(),
});

export const subjectSchema = z.object({
  subject: z.string(),
  profile: z.record(z.string(), z.json()),
  updatedAt: z.string().nullable(),
  runs: z.array(runSummarySchema),
});
export const profileChangesSchema = z.strictObject({
  /** Merged into the profile; null removes a field. */
  attributes: z.record(z.string().min(1).max(120), z.json()),
});

const amount = z.number().min(0).max(1e12);
export const stockItemSchema = z.object({
  sku: z.string(),
  name: z.string(),
  level: z.number(),
  reorderPoint: z.number(),
  reorderQuantity: z.number(),
  supplier: z.string().nullable(),
  updatedAt: z.string(),
  orders: z.array(
    z.object({
      quantity: z.number(),
      state: z.enum(["intended", "placed", "refused"]),
      reference: z.string().nullable(),
      run: z.string(),
      createdAt: z.string(),
    }),
  ),
});
export const putStockItemSchema = z.strictObject({
  name: z.string().min(1).max(120),
  level: amount,
  reorderPoint: amount,
  reorderQuantity: amount,
  supplier: z.string().max(500).nullable().optional(),
});

export const signatureSchemeSchema = z.strictObject({
  kind: z.literal("hmac"),
  header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  algorithm: z.enum(["sha256", "sha512"]),
  encoding: z.enum(["hex", "base64"]),
  /** Text before the signature in the header, e.g. `sha256=`. */
  prefix: z.string().max(32).optional(),
  /** A header with seconds since the epoch that is signed as `<time>.<body>`; checked ± 300 s. */
  timestampHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional(),
  /** A header or a JSON pointer into the body that identifies the event; default: a hash of the body. */
  idHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional(),
  /** JSON pointer into the body that gives the subject. */
  subjectPointer: z.string().max(256).optional(),
});
export type SignatureScheme = z.infer<typeof signatureSchemeSchema>;
export const hookSchema = z.object({
  key: z.string(),
  name: z.string(),
  eventType: z.string(),
  /** `unset`: closed, every call gets 503 until a secret is set. */
  state: z.enum(["unset", "verified"]),
  scheme: signatureSchemeSchema,
  url: z.string(),
  updatedAt: z.string(),
});
export const putHookSchema = z.strictObject({
  name: z.string().min(1).max(120),
  scheme: signatureSchemeSchema,
  /** Write-only. */
  secret: z.string().min(16).max(512).optional(),
});

export const secretSchema = z.object({
  name: z.string(),
  version: z.int(),
  hosts: z.array(z.string()),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
const hostSchema = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(
    /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)$/,
    "must be a host name such as api.example.com, without scheme, port or path",
  );
export const putSecretSchema = z.strictObject({
  value: z.string().min(1).max(8192),
  /** Host names it may be sent to. A new secret needs one; absent when it is replaced: as before. */
  hosts: z.array(hostSchema).min(1, "must name a host that the secret may be sent to").max(20).optional(),
});

export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(["write", "api"]),
  name: z.string(),
  prefix: z.string(),
  role: z.string(),
  sources: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export const createKeySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("write"),
    name: z.string().min(1).max(120),
    sources: z.array(z.string().min(1).max(256)).max(50),
  }),
  z.strictObject({ kind: z.literal("api"), name: z.string().min(1).max(120), role: roleSchema }),
]);
export const createdKeySchema = keySchema.extend({ key: z.string() });

export const suppressionSchema = z.object({
  address: z.string(),
  reason: z.string(),
  run: z.string().nullable(),
  createdAt: z.string(),
});

export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.json(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One server-sent message: something changed; views ask again for what they show. */
export const liveMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), run: z.string(), flow: z.string() }),
  z.object({ kind: z.literal("task"), task: z.string(), queue: z.string() }),
  z.object({ kind: z.literal("event"), type: z.string() }),
  z.object({ kind: z.literal("flow"), flow: z.string() }),
  z.object({ kind: z.literal("hello") }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** Live counts per node of a flow's version: where open runs stand, and how many passed. */
export const nodeCountsSchema = z.object({
  nodes: z.record(z.string(), z.object({ here: z.int(), parked: z.int(), passed: z.int() })),
});
