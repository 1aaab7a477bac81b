// Clocks come from outside and are kept: other rules on another machine, or a year later, must not change what a replay does.
import { ZoneWanted } from "../time/clocks.ts";
import type { Clocks } from "../time/clocks.ts";
import type { Answer } from "./facts.ts";
import { approximateBytes } from "./size.ts";
import type { Draft, Token } from "./state.ts";
import { ask, park, stepOf, updateToken } from "./turn.ts";
import type { Turn } from "./turn.ts";

/** Rules that were read longer ago (ms) are read again: a run may last longer than a law. */
const FRESH_MS = 86_400_000;
/** A run that needs more at once goes over zones without end. */
const MAX_ZONES = 64;

/** The clocks as far as the run has read them. */
export function clocksOf({ plan, state, now }: Turn): Clocks {
  return {
    zone: plan.settings.timeZone,
    spanOf: (zone, span) => {
      const known = state.zones[keyOf(zone, span)];
      if (known === undefined || !isFresh(known.readAt, now)) throw new ZoneWanted(zone, span);
      return known.span;
    },
  };
}

/** Has clocks read; then the token is entered again. */
export function askForZone(turn: Turn, token: Token, { zone, span }: ZoneWanted): void {
  forgetOld(turn);
  if (Object.keys(turn.state.zones).length >= MAX_ZONES) {
    park(
      turn,
      token,
      "expression-error",
      `the clocks of more than ${MAX_ZONES} zones and times are asked for`,
    );
    return;
  }
  const { name } = stepOf(turn, token);
  updateToken(token, { phase: "zone" });
  ask(turn, { kind: "read-zone", step: token.at, name, zone, span }, `zone ${token.at}`);
}

/** Keeps what was read. */
export function keepZone(turn: Turn, { zone, span, clocks, at }: Extract<Answer, { kind: "zone" }>): void {
  const key = keyOf(zone, span);
  const { state } = turn;
  state.bytes += approximateBytes(clocks) - approximateBytes(state.zones[key]?.span);
  state.zones = { ...state.zones, [key]: { span: clocks, readAt: at } };
}

function forgetOld({ state, now }: { readonly state: Draft; readonly now: number }): void {
  const entries = Object.entries(state.zones);
  const fresh = entries.filter(([, { readAt }]) => isFresh(readAt, now));
  if (fresh.length === entries.length) return;
  for (const [, { span, readAt }] of entries)
    if (!isFresh(readAt, now)) state.bytes -= approximateBytes(span);
  state.zones = Object.fromEntries(fresh);
}

function isFresh(readAt: number, now: number): boolean {
  return now - readAt <= FRESH_MS;
}

function keyOf(zone: string, span: number): string {
  return `${zone} ${span}`;
}
