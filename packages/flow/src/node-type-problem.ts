// What keeps a node type from being used. It is asked once, when the type is loaded, so that whatever an author wrote can
// be drawn and published: after it nothing that a type says makes the compiler throw.
import { z } from "zod";
import { durationSchema, wordSchema } from "./document/schema.ts";
import { readExpression } from "./check/read-expression.ts";
import { durationToMs } from "./duration.ts";
import { parseExpression } from "./expressions/index.ts";
import { ICONS } from "./icons.ts";
import { hintsAt, isExpression, isObject, walkConfig } from "./instructions/config-walk.ts";
import { portItems } from "./instructions/port-items.ts";
import { loweringOf } from "./instructions/lower.ts";
import { TEMPLATE_FIELDS } from "./instructions/is-template.ts";
import { mergeConfig } from "./instructions/ports.ts";
import type { Json, JsonObject } from "./json.ts";
import { adviseOn, closest } from "./names.ts";
import { CATEGORIES, INSTRUCTIONS } from "./node-type.ts";
import type { NodeType } from "./node-type.ts";
import { readTemplate } from "./templates.ts";

/** What is so and what would be right, as the end of a sentence about the type; null for a type that can be used. */
export function nodeTypeProblem(nodeType: NodeType): string | null {
  return (
    claimProblem(nodeType) ??
    portPlaceProblem(nodeType) ??
    portTitleProblem(nodeType) ??
    presetProblem(nodeType) ??
    sampleProblem(nodeType)
  );
}

/** One field of a type: what it must be, as a schema and in words. */
interface Claim {
  readonly at: string;
  readonly must: z.ZodType;
  readonly be: string | ((value: unknown) => string);
}

/** Where a step leaves whose retries are used up; every `run` may have it. */
const FAILED_PORT = "failed";

const duration = "a duration such as PT30S, PT5M or P1D";
const someText = z.string().regex(/\S/);
const ports = z
  .array(z.union([wordSchema, z.strictObject({ from: z.string().min(1), title: z.string().optional() })]))
  .min(1)
  .refine((list) => new Set(list.map(shown)).size === list.length && !list.includes(FAILED_PORT));

/** Outer fields before what is in them. */
const CLAIMS: readonly Claim[] = [
  { at: "type", must: wordSchema, be: "1 to 63 characters a-z, 0-9 and hyphens, a letter first" },
  { at: "version", must: z.int().min(1), be: "a whole number from 1 on" },
  { at: "title", must: someText, be: "some words" },
  { at: "description", must: someText, be: "a sentence" },
  {
    at: "icon",
    must: z.enum(ICONS),
    be: (value) =>
      `the name of an icon that the designer has. ${adviseOn(typeof value === "string" ? value : "", ICONS)}`,
  },
  {
    at: "category",
    must: wordSchema.refine(isGroup),
    be: `one of ${CATEGORIES.join(", ")}, or another word for a group of your own`,
  },
  { at: "instruction", must: z.enum(INSTRUCTIONS), be: `one of ${INSTRUCTIONS.join(", ")}` },
  {
    at: "ports",
    must: ports.optional(),
    be: `a list of different words of a-z, 0-9 and hyphens, a letter first, or of { from: "<path in the config>" }; "${FAILED_PORT}" is kept for steps that fail`,
  },
  {
    at: "portTitles",
    must: z.record(z.string(), someText).optional(),
    be: "an object with some words for a port",
  },
  {
    at: "retry",
    must: z.strictObject({ attempts: z.any(), every: z.any(), upTo: z.any().optional() }).optional(),
    be: "an object with attempts, every and perhaps upTo",
  },
  {
    at: "retry.attempts",
    must: z.int().min(1).max(100).optional(),
    be: "a whole number from 1 to 100",
  },
  { at: "retry.every", must: durationSchema.optional(), be: duration },
  { at: "retry.upTo", must: durationSchema.optional(), be: duration },
  {
    at: "timeout",
    must: durationSchema.refine((text) => (durationToMs(text) ?? 0) > 0).optional(),
    be: `${duration}, longer than nothing`,
  },
  { at: "quick", must: z.literal(true).optional(), be: "true or absent" },
  { at: "mayBeUnsure", must: z.literal(true).optional(), be: "true or absent" },
  { at: "docs", must: z.string().optional(), be: "Markdown text" },
  { at: "preset", must: z.record(z.string(), z.json()).optional(), be: "an object of JSON" },
];

/** A group of the palette, or one of the author's own: a slip of the pen would open a second one beside it. */
function isGroup(category: string): boolean {
  return CATEGORIES.some((known) => known === category) || closest(category, CATEGORIES) === null;
}

function claimProblem(nodeType: NodeType): string | null {
  for (const { at, must, be } of CLAIMS) {
    const value = valueAt(nodeType, at);
    if (!must.safeParse(value).success)
      return `its ${at} is ${shown(value)}, it must be ${typeof be === "string" ? be : be(value)}`;
  }
  return null;
}

function valueAt(nodeType: NodeType, at: string): unknown {
  let value: unknown = nodeType;
  for (const name of at.split(".")) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}

/** A value as its author wrote it; what JSON cannot say (`undefined`, a function) by its own text. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A port that a config names must be a word, so that a line can begin there: its field is one for ports. */
function portPlaceProblem({ ports: list = [], config, sample }: NodeType): string | null {
  for (const place of list) {
    if (typeof place === "string") continue;
    const { widget } = hintsAt(config, place.from.replaceAll("*", "0").split("."));
    if (widget !== "port")
      return `its ports are taken from "${place.from}", which is no field.port of its config, name the path of one, such as classes.*.port`;
    if (portItems(sample.config, place).length === 0)
      return `its ports are taken from "${place.from}", where its sample config names none, give one that does`;
  }
  return null;
}

/** Only a `run` lists its ports; other instructions name theirs as they are drawn. */
function portTitleProblem({ instruction, ports: list = ["next"], portTitles = {} }: NodeType): string | null {
  const fixed = list.filter((port) => typeof port === "string");
  if (instruction !== "run" || fixed.length < list.length) return null;
  const stray = Object.keys(portTitles).find((port) => port !== FAILED_PORT && !fixed.includes(port));
  if (stray === undefined) return null;
  return `its portTitles name "${stray}", which is no port of it: it has ${fixed.join(", ")}`;
}

function presetProblem(nodeType: NodeType): string | null {
  const { instruction, preset } = nodeType;
  if (preset === undefined) return null;
  const { fields } = loweringOf(instruction);
  if (fields === undefined) return `its preset has no effect: "${instruction}" has no fields of its own`;
  const wrong = firstIssue(fields, preset);
  if (wrong !== null)
    return `its preset is no part of the instruction "${instruction}" ${wrong}, use ${namesOf(fields).join(", ")}`;
  return textProblem(nodeType, preset);
}

/** Fields of a preset may be missing, at any depth, as its nodes bring them; what is there must be right. Of shapes to choose from, one. */
function firstIssue(fields: z.ZodType, preset: JsonObject): string | null {
  const found = shapesOf(fields).map((shape) => {
    const { error } = shape.partial().strict().safeParse(preset);
    // What is missing inside a group its nodes bring as well: the sample shows that nothing is missing in the end.
    return (error?.issues ?? []).filter(({ path }) => !isMissing(preset, path));
  });
  if (found.some((issues) => issues.length === 0)) return null;
  return issueText(found.find((issues) => issues.length > 0));
}

/** Nothing is there; in a list it would be: a list is taken or replaced as a whole. */
function isMissing(preset: JsonObject, path: readonly PropertyKey[]): boolean {
  if (path.some((name) => typeof name === "number")) return false;
  let value: Json | undefined = preset;
  for (const name of path) value = isObject(value) ? value[String(name)] : undefined;
  return value === undefined;
}

function issueText(issues: readonly z.core.$ZodIssue[] | undefined): string {
  const [issue] = issues ?? [];
  return `at "/${(issue?.path ?? []).map(String).join("/")}" (${issue?.message ?? "it does not fit"})`;
}

function shapesOf(fields: z.ZodType): readonly z.ZodObject[] {
  if (fields instanceof z.ZodObject) return [fields];
  if (fields instanceof z.ZodUnion) return (fields.options as readonly z.ZodType[]).flatMap(shapesOf);
  return [];
}

function namesOf(fields: z.ZodType): readonly string[] {
  return shapesOf(fields).flatMap(({ shape }) => Object.keys(shape));
}

/** Expressions and Liquid of a preset: an analyst could not mend them. */
function textProblem({ instruction, config }: NodeType, preset: JsonObject): string | null {
  const templates = TEMPLATE_FIELDS[instruction];
  for (const { path, value } of walkConfig(preset, config)) {
    if (isExpression(value)) {
      const { text, problem } = readExpression(value);
      const parsed = text === undefined ? undefined : parseExpression(text);
      const why = parsed?.ok === false ? parsed.message : problem;
      if (why !== undefined) return `its preset has an expression at "${path}" that cannot be read: ${why}`;
    }
    if (typeof value === "string" && templates.includes(path)) {
      const reading = readTemplate(value);
      if (!reading.ok)
        return `its preset has a template at "${path}" that cannot be read: ${reading.message}`;
    }
  }
  return null;
}

/** The sample stands for what analysts will draw: with the preset it must be what the instruction takes. */
function sampleProblem(nodeType: NodeType): string | null {
  const { instruction, sample } = nodeType;
  const { fields } = loweringOf(instruction);
  const checked = fields?.safeParse(mergeConfig(nodeType, sample.config));
  if (checked === undefined || checked.success) return null;
  return `its sample config, laid over its preset, is nothing that the instruction "${instruction}" takes ${issueText(checked.error.issues)}, give a config and a preset that together are`;
}
