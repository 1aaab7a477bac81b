// What a simulation plays: an entry, what happens after it, and how steps answer.
import type { Json, JsonObject } from "../json.ts";

/** An event of a scenario; what is left out is filled in (`subject` with the entry's). */
export interface ScenarioEvent {
  readonly type: string;
  readonly subject?: string;
  readonly data?: Json;
  readonly id?: string;
  readonly source?: string;
}

/** Something that happens; `after` is a duration (ISO 8601) or ms since the entry. */
export type Happening = { readonly after: string | number } &
  /** `matchedAfter`: how long the matcher takes to come to it (a duration or ms); default at once. */
  (
    | { readonly event: ScenarioEvent; readonly matchedAfter?: string | number }
    /** Decides the newest open task of a node. */
    | {
        readonly decide: string;
        readonly decision: string;
        readonly values?: JsonObject;
        readonly by?: string;
      }
    | { readonly cancel: true }
  );

/** How a step answers: by a port with an output, or with a failure that retries did not help. */
export type MockAnswer =
  | { readonly port?: string; readonly output: Json }
  | { readonly fail: { readonly code: string; readonly message: string } };

export interface Scenario {
  readonly entry: ScenarioEvent;
  /** RFC 3339; default 2026-01-05T10:00:00Z, a Monday. */
  readonly startAt?: string;
  readonly profile?: JsonObject;
  readonly happenings?: readonly Happening[];
  /** By node id; a list answers visit by visit, its last element for ever. */
  readonly mocks?: Readonly<Record<string, MockAnswer | readonly MockAnswer[]>>;
}

/** One line of the story. Instants are ms since the epoch. */
export type SimulatedStep =
  | { readonly at: number; readonly kind: "event"; readonly type: string; readonly wakes: readonly string[] }
  | { readonly at: number; readonly kind: "entered" | "parked" | "cancelled"; readonly step: string }
  | { readonly at: number; readonly kind: "left"; readonly step: string; readonly port: string }
  | { readonly at: number; readonly kind: "ended"; readonly outcome: string };
