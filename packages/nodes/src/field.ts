// The fields of a node's form. An author may write plain zod; these carry the hints that make a form pleasant.
import { DURATION_PATTERN, SPAN_PATTERN, wordSchema } from "@throughline/flow";
import type { FieldHints } from "@throughline/flow";
import { z } from "zod";
import type { Fits } from "./fits.ts";
import type { Secret } from "./secret.ts";

/** What a form shows of a field. */
export interface FieldLook {
  readonly title: string;
  /** One sentence of help under the field. */
  readonly description?: string;
  readonly placeholder?: string;
  /** Shown under "More". */
  readonly advanced?: boolean;
}

/** A value that the analyst may also compute: `{"$cel"}` or `{"$rules"}` in the drawing, the plain value in `run`. */
interface Computable extends FieldLook {
  readonly computed?: boolean;
}

/** Text that may hold Liquid, rendered before `run`, which gets the text as it came out. */
interface Renderable {
  readonly rendered?: FieldHints["rendered"];
}

/**
 * Makers of config fields.
 *
 * The type of a field is the type that `run` gets. What the drawing may hold instead follows from the field:
 *
 * - `computed: true` also takes an expression; it is evaluated before the step runs;
 * - `fits` says what a fixed value in the drawing must look like; a computed one is not held to it;
 * - `condition` and `expression` take an expression only;
 * - `template: true` marks text as Liquid; `run` gets the text unrendered and calls `render` (or hands it to a port);
 *   `templateNames` are the values that `run` adds to those of the run, other names are refused at publish;
 * - `rendered` marks text as Liquid that is rendered before `run`: as `text`, as one `line`, or as an `address`, in which
 *   values are percent-encoded; it goes with `computed`;
 * - `secret` takes the name of a stored secret; `run` gets a `Secret`, which prints as dots.
 *
 * ```ts
 * const config = z.object({
 *   to: field.text({ title: "To", computed: true }),        // string in run, "a@b.c" or {"$cel": "profile.email"} when drawn
 *   token: field.secret({ title: "API token" }),            // Secret<string> in run, {"$secret": "crm"} when drawn
 *   validFor: field.duration({ title: "Valid for" }).default("P2D"),
 * });
 * ```
 */
export const field = {
  text(
    look: Computable &
      Renderable & {
        readonly template?: boolean;
        readonly templateNames?: readonly string[];
        readonly widget?: string;
        readonly max?: number;
        readonly mayBeEmpty?: boolean;
        readonly fits?: Fits;
        readonly fromSender?: FieldHints["fromSender"];
      },
  ) {
    const text = z
      .string()
      .min(look.mayBeEmpty === true ? 0 : 1)
      .max(look.max ?? 2000);
    return text.meta(
      meta(look, {
        widget: look.widget ?? "text",
        ...templateHints(look),
        ...(look.computed === true ? { expression: "string" } : {}),
        ...(look.fromSender === undefined ? {} : { fromSender: look.fromSender }),
        ...(look.fits === undefined
          ? {}
          : { fits: { pattern: fittingPattern(look.fits, look.rendered), says: look.fits.says } }),
      }),
    );
  },
  /** Several lines; the limit suits a mail body. */
  longText(
    look: FieldLook & {
      readonly template?: boolean;
      readonly templateNames?: readonly string[];
      readonly widget?: "textarea" | "mjml" | "code";
      readonly max?: number;
    },
  ) {
    return z
      .string()
      .min(1)
      .max(look.max ?? 100_000)
      .meta(
        meta(look, {
          widget: look.widget ?? "textarea",
          ...templateHints(look),
        }),
      );
  },
  number(look: Computable & { readonly min?: number; readonly max?: number }) {
    return z
      .number()
      .min(look.min ?? -1e15)
      .max(look.max ?? 1e15)
      .meta(meta(look, { widget: "number", ...(look.computed === true ? { expression: "number" } : {}) }));
  },
  /** A quantity: a whole number, or a decimal as number or text. Read it with `parseQuantity`, which is exact. */
  quantity(look: Computable) {
    return z
      .union([z.number(), z.string()])
      .meta(meta(look, { widget: "number", ...(look.computed === true ? { expression: "number" } : {}) }));
  },
  wholeNumber(look: Computable & { readonly min?: number; readonly max?: number }) {
    return z
      .int()
      .min(look.min ?? 0)
      .max(look.max ?? 1_000_000_000)
      .meta(meta(look, { widget: "number", ...(look.computed === true ? { expression: "number" } : {}) }));
  },
  yesNo(look: FieldLook) {
    return z.boolean().meta(meta(look, { widget: "switch" }));
  },
  /** One of some words; `labels` is what the analyst reads. */
  choice<const Labels extends Readonly<Record<string, string>>>(
    look: FieldLook & { readonly labels: Labels },
  ) {
    const keys = Object.keys(look.labels) as (keyof Labels & string)[];
    return z
      .enum(keys as [keyof Labels & string, ...(keyof Labels & string)[]])
      .meta(meta(look, { widget: "select", labels: look.labels }));
  },
  /** ISO 8601, e.g. `PT30M`; weeks, days, hours, minutes, seconds. */
  duration(look: Computable) {
    return z
      .string()
      .regex(DURATION_PATTERN)
      .meta(
        meta(look, { widget: "duration", ...(look.computed === true ? { expression: "duration" } : {}) }),
      );
  },
  /** The same with months and years, for what follows the calendar: `P1M`. */
  span(look: Computable) {
    return z
      .string()
      .regex(SPAN_PATTERN)
      .meta(
        meta(look, { widget: "duration", ...(look.computed === true ? { expression: "duration" } : {}) }),
      );
  },
  /** An instant, RFC 3339, always computed: a date in the data. */
  instant(look: FieldLook) {
    return z.string().meta(meta(look, { widget: "expression", expression: "moment" }));
  },
  /** Yes or no, from rules or an expression. */
  condition(look: FieldLook) {
    return z.boolean().meta(meta(look, { widget: "condition", expression: "bool" }));
  },
  /** Any value, always computed. */
  expression(look: FieldLook) {
    return z.unknown().meta(meta(look, { widget: "expression", expression: "any" }));
  },
  /** Any JSON value, literal or computed; `rendered` is about the texts in it. */
  json(look: FieldLook & Renderable) {
    return z.unknown().meta(meta(look, { widget: "json", expression: "any", ...templateHints(look) }));
  },
  /** The name of a port that the analyst chooses. */
  port(look: FieldLook) {
    return wordSchema.meta(meta(look, { widget: "port" }));
  },
  /** What a mail is about: the key of a topic, or `transactional`. Named by the drawing, never computed. */
  topic(look: FieldLook) {
    return wordSchema.meta(meta(look, { widget: "topic" }));
  },
  /** The name of an event type. */
  eventType(look: FieldLook) {
    return z
      .string()
      .min(1)
      .max(256)
      .meta(meta(look, { widget: "event-type" }));
  },
  secret(look: FieldLook) {
    const reference = z.strictObject({ $secret: wordSchema });
    // The drawing holds the reference; parseConfig puts the Secret in its place before `run` sees it.
    return reference.meta(meta(look, { widget: "secret", secret: true })) as unknown as z.ZodType<
      Secret<string>
    >;
  },
};

function templateHints(look: {
  readonly template?: boolean;
  readonly rendered?: FieldHints["rendered"];
  readonly templateNames?: readonly string[];
}): FieldHints {
  const { rendered, templateNames } = look;
  if (look.template !== true && rendered === undefined) return {};
  return {
    template: true,
    ...(rendered === undefined ? {} : { rendered }),
    ...(templateNames === undefined ? {} : { templateNames }),
  };
}

/** What a fixed value must match; one with placeholders is known when they are filled in. */
function fittingPattern({ pattern, before = "" }: Fits, rendered: FieldHints["rendered"]): string {
  return rendered === undefined ? pattern.source : `(?:${pattern.source})|^${before}.*(?:\\{\\{|\\{%)`;
}

function meta(
  look: FieldLook,
  hints: FieldHints,
): { title: string; description?: string; "x-ui": FieldHints } {
  return {
    title: look.title,
    ...(look.description === undefined ? {} : { description: look.description }),
    "x-ui": {
      ...hints,
      ...(look.placeholder === undefined ? {} : { placeholder: look.placeholder }),
      ...(look.advanced === undefined ? {} : { advanced: look.advanced }),
    },
  };
}
