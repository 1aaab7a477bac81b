// Rows of runs as the contract shows them.
import { stepId } from "@throughline/flow";
import type { Run, RunSummary, TrailEntry } from "@throughline/contract";
import { readGoingOn } from "@throughline/contract";
import type { RunSummaryRow, RunVisitRow } from "@throughline/db";
import type { Json } from "@throughline/flow";
import { z } from "zod";

const shownSchema = z.object({
  state: z.unknown().transform(readGoingOn),
  wakeAt: z.number().nullable().catch(null),
  parkReason: z.string().nullable().catch(null),
  nodes: z.array(z.object({ name: z.string() })).catch([]),
});

/** A run in a list. */
export function toRunSummary(row: RunSummaryRow): RunSummary {
  const isOpen = row.state === "open" || row.state === "starting";
  const said = shownSchema.safeParse(row.shown);
  const shown = said.success && said.data.state !== null && isOpen ? said.data : null;
  return {
    id: row.id,
    flow: row.flow,
    flowName: row.flowName,
    version: row.version,
    subject: row.subject,
    state: shown?.state ?? (row.state === "open" ? "running" : row.state),
    at: shown?.nodes.map((node) => node.name) ?? [],
    parkReason: shown?.parkReason ?? null,
    wakeAt: typeof shown?.wakeAt === "number" ? instant(shown.wakeAt) : null,
    outcome: row.outcome,
    startedAt: row.startedAt,
    closedAt: row.closedAt,
  };
}

const visitSchema = z.object({
  node: z.string(),
  visit: z.int(),
  state: z.enum(["active", "left", "parked", "cancelled"]),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  port: z.string().optional(),
  input: z.json().optional(),
  output: z.json().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** The visits in what a run told or stored: one list, or parts of one; of two words about a visit the later one counts. */
export function toTrail(...told: readonly Json[]): TrailEntry[] {
  const visits = new Map<string, TrailEntry>();
  for (const value of told) collect(value, visits, 0);
  return [...visits.values()].toSorted((a, b) =>
    a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0,
  );
}

function collect(value: Json, visits: Map<string, TrailEntry>, depth: number): void {
  if (typeof value !== "object" || value === null || depth > 4) return;
  const parsed = visitSchema.safeParse(value);
  if (!parsed.success) {
    for (const part of Object.values(value)) collect((part ?? null) as Json, visits, depth + 1); // parts of a JSON value
    return;
  }
  const { node, visit, state, startedAt, endedAt, port, input, output, error } = parsed.data;
  visits.set(stepId({ node, visit }), {
    node,
    visit,
    state,
    port: port ?? null,
    startedAt: instant(startedAt),
    endedAt: endedAt === undefined ? null : instant(endedAt),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    error: error ?? null,
  });
}

/** The projection's visits, which hold no values. */
export function toThinTrail(rows: readonly RunVisitRow[]): Run["trail"] {
  return rows.map((row) => ({ ...row, error: null }));
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
