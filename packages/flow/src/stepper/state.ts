// What a run remembers between two calls of the stepper. Plain JSON, so that it survives continue-as-new.
import type { MatchedEvent } from "../event.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Delivery, Fact, StartInput } from "./facts.ts";
import type { ZoneSpan } from "../time/zone-span.ts";
import { approximateBytes, planBytes } from "./size.ts";

/** Where a token stands in its visit. */
export type Phase =
  /** To be entered. */
  | "ready"
  /** A fresh profile is on its way; then it is entered. */
  | "profile"
  /** The clocks that its step reads are on their way; then it is entered. */
  | "zone"
  /** The activity runs. */
  | "running"
  /** `open-wait` or `open-task` was asked. */
  | "opening"
  | "waiting"
  /** The deadline has passed and its arbiter was asked. */
  | "expiring"
  /** The arbiter said that a delivery is on its way. */
  | "awaited"
  | "parked";

/** One place where the run stands. */
export interface Token {
  /** Id of the node where it stands: nodes keep theirs, so a state outlives a change of its plan. */
  readonly node: string;
  readonly visit: number;
  /** `node.visit`. */
  readonly at: string;
  /** When the visit began, ms. */
  readonly startedAt: number;
  /** When the visit before it that took time began, ms: conditions in between are no step that an answer could come to. */
  readonly previousAt: number;
  readonly phase: Phase;
  /** When time is up, ms. */
  readonly deadline?: number;
  /** The evaluated config of a step that runs. */
  readonly input?: JsonObject;
  /** A config that a repair put in the place of the drawn one. */
  readonly config?: JsonObject;
  readonly parked?: { readonly code: string; readonly message: string };
}

/** A delivery for a wait that was not reached yet. */
export interface EarlyDelivery {
  readonly step: string;
  readonly delivery: Delivery;
}

/** What was read of a zone's clocks, and when (ms): laws change, so that it is not believed for ever. */
interface KnownZone {
  readonly span: ZoneSpan | null;
  readonly readAt: number;
}

/** Why the whole run stands still until somebody decides, whatever its steps could do. */
export interface Hold {
  readonly code: "ahead-of-database" | "no-progress" | "state-too-large" | "unknown-delivery";
  readonly message: string;
}

/** What was handled under a number, as far as it tells two deliveries apart. */
interface TakenNumber {
  readonly n: number;
  readonly what: string;
}

export interface State {
  readonly entry: {
    readonly run: string;
    readonly subject: string;
    readonly trigger: MatchedEvent;
    /** RFC 3339 UTC. */
    readonly startedAt: string;
  };
  readonly profile: JsonObject;
  /** Something durable was waited for since the profile was read. */
  readonly profileIsStale: boolean;
  /** Clocks that were read, by zone and span; null for a zone that does not exist. */
  readonly zones: Readonly<Record<string, KnownZone>>;
  /** The last delivery number that was handled. */
  readonly handled: number;
  /** The numbers handled last, oldest first: another delivery under one of them was given by a database that does not know it. */
  readonly taken: readonly TakenNumber[];
  /** Deliveries beyond a gap, in order of n. */
  readonly beyondGap: readonly { readonly n: number; readonly delivery: Delivery }[];
  readonly tokens: readonly Token[];
  /** Output of the latest visit, by node. */
  readonly outputs: Readonly<Record<string, Json>>;
  readonly visits: Readonly<Record<string, number>>;
  /** Match numbers of the events that ended its visits, by wait, in order: none of them ends another visit. */
  readonly endedBy: Readonly<Record<string, readonly number[]>>;
  readonly early: readonly EarlyDelivery[];
  /** What was asked and not answered, e.g. `run offer.1`. */
  readonly inFlight: readonly string[];
  /** Visits whose activity was told to stop and has not answered. */
  readonly cancelled: readonly Token[];
  /** The deadline that the host's timer is set to. */
  readonly wakeAt: number | null;
  /** What was last shown, as text. */
  readonly shown: string | null;
  readonly isPaused: boolean;
  /** What happened while paused, in order. */
  readonly whilePaused: readonly Fact[];
  readonly isDraining: boolean;
  /** The outcome is decided; the run's row is still to be closed, at the earliest when deliveries below `from` are handled. */
  readonly closing: {
    readonly outcome: string;
    readonly isAsked: boolean;
    readonly from: number;
    /** Somebody decided that the run ends: it may also where the database knows fewer numbers than the run. */
    readonly isForced: boolean;
  } | null;
  readonly held: Hold | null;
  /** Something happened or was asked for in this execution: only then does it help to continue as new. */
  readonly hasMoved: boolean;
  /** The outcome that the run's row holds. */
  readonly finished: string | null;
  /** Approximate size of everything that grows, in bytes of JSON. */
  readonly bytes: number;
  /** Approximate size of what a run carries beside that: its plan, and once more what it began with. */
  readonly fixedBytes: number;
}

/**
 * A state of one's own: the stepper changes its members and tokens in place. What they hold (deliveries, outputs, events)
 * is shared with others and only ever replaced.
 */
export interface Draft extends Mutable<State> {
  readonly entry: State["entry"];
  beyondGap: { readonly n: number; readonly delivery: Delivery }[];
  tokens: Mutable<Token>[];
  outputs: Record<string, Json>;
  visits: Record<string, number>;
  endedBy: Record<string, readonly number[]>;
  early: EarlyDelivery[];
  inFlight: string[];
  cancelled: Mutable<Token>[];
  whilePaused: Fact[];
}

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Members that grow with a run, up to one entry for each of its nodes. */
export type Growing = "outputs" | "visits" | "endedBy";

/** A draft of a state that stays as it is. Members that grow are borrowed: whoever writes to one copies it first. */
export function draftOf(state: State): Draft {
  return {
    ...state,
    beyondGap: state.beyondGap.slice(),
    tokens: state.tokens.map(copyOf),
    early: state.early.slice(),
    inFlight: state.inFlight.slice(),
    cancelled: state.cancelled.map(copyOf),
    whilePaused: state.whilePaused.slice(),
  };
}

function copyOf(token: Token): Mutable<Token> {
  return { ...token };
}

/** The state before anything has happened: one token at the trigger that matched. */
export function initialState(input: StartInput): State {
  return initialDraft(input);
}

/** The same for somebody who goes on in place. */
export function initialDraft(input: StartInput): Draft {
  const { run, subject, trigger, triggerStep, profile, startedAt } = input;
  const startedAtMs = Date.parse(startedAt);
  const startBytes = approximateBytes(trigger) + approximateBytes(profile);
  return {
    entry: { run, subject, trigger, startedAt },
    profile,
    profileIsStale: false,
    zones: {},
    handled: 0,
    taken: [],
    beyondGap: [],
    tokens: [
      {
        node: triggerStep,
        visit: 1,
        at: `${triggerStep}.1`,
        startedAt: startedAtMs,
        previousAt: startedAtMs,
        phase: "ready",
      },
    ],
    outputs: {},
    visits: { [triggerStep]: 1 },
    endedBy: {},
    early: [],
    inFlight: [],
    cancelled: [],
    wakeAt: null,
    shown: null,
    isPaused: input.isPaused ?? false,
    whilePaused: [],
    isDraining: false,
    closing: null,
    held: null,
    hasMoved: false,
    finished: null,
    bytes: startBytes,
    fixedBytes: planBytes(input.plan) + startBytes,
  };
}
