// What an operator sees of a run in the Temporal UI: search attributes and the details text.
import { stepId } from "@throughline/flow/stepper";
import type { SearchAttributeUpdatePair } from "@temporalio/common";
import { setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";
import type { Command } from "@throughline/flow/stepper";
import { PARK_REASON, RUN_STATE, WAITING_FOR, WAKE_AT } from "./search-attribute-keys.ts";
import { toPlainName } from "./signal-name.ts";

export type Show = Extract<Command, { kind: "show" }>;

/** Longest keyword that SQL visibility stores. */
const KEYWORD_MAX = 255;
/** Longest list of them. */
const KEYWORDS_MAX = 2_000;

/** Writes where the run stands: one upsert with what changed since `before`, and the details text, which costs no history. */
export function showToOperators(show: Show, before: Show | null): void {
  setCurrentDetails(detailsText(show));
  const pairs = changedAttributes(show, before);
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}

/** The attributes that differ from what was shown before; at the first time only what is not the default of a start. */
export function changedAttributes(show: Show, before: Show | null): SearchAttributeUpdatePair[] {
  const pairs: SearchAttributeUpdatePair[] = [];
  if (show.state !== (before?.state ?? "running")) pairs.push({ key: RUN_STATE, value: show.state });
  if (show.parkReason !== (before?.parkReason ?? null)) {
    pairs.push({ key: PARK_REASON, value: show.parkReason === null ? null : keyword(show.parkReason) });
  }
  if (!sameList(show.waitingFor, before?.waitingFor ?? [])) {
    pairs.push({
      key: WAITING_FOR,
      value: show.waitingFor.length === 0 ? null : keywords(show.waitingFor),
    });
  }
  if (show.wakeAt !== (before?.wakeAt ?? null)) {
    pairs.push({ key: WAKE_AT, value: show.wakeAt === null ? null : new Date(show.wakeAt) });
  }
  return pairs;
}

/** Markdown: one sentence and a table of where the run stands. */
export function detailsText(show: Show): string {
  const lines = [
    `**${show.state}**${show.parkReason === null ? "" : `: ${escapeMarkdown(show.parkReason)}`}`,
  ];
  if (show.held !== undefined) lines.push("", escapeMarkdown(show.held));
  if (show.waitingFor.length > 0)
    lines.push("", `Waits for ${show.waitingFor.map(escapeMarkdown).join(", ")}.`);
  if (show.wakeAt !== null) lines.push("", `Wakes at ${new Date(show.wakeAt).toISOString()} at the latest.`);
  if (show.at.length > 0) {
    lines.push("", "| Node | Visit | |", "|---|---|---|");
    for (const place of show.at) {
      lines.push(`| ${escapeMarkdown(place.name)} | ${stepId(place)} | ${escapeMarkdown(place.what)} |`);
    }
  }
  return lines.join("\n");
}

/** As many as Temporal stores in one attribute (2 KiB as JSON): with more it would refuse the whole workflow task. */
function keywords(texts: readonly string[]): string[] {
  const kept: string[] = [];
  let room = KEYWORDS_MAX;
  for (const text of texts.map(keyword)) {
    room -= text.length + 3;
    if (room < 0) break;
    kept.push(text);
  }
  return kept;
}

function keyword(text: string): string {
  return toPlainName(text).slice(0, KEYWORD_MAX);
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~!]/g, "\\$&").replace(/[\r\n]+/g, " ");
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
