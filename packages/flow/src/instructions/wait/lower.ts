import { readsClocks, referencedPaths } from "../../expressions/index.ts";
import type { WaitStep } from "../../plan.ts";
import { lowerDeadline, toMs } from "../deadline-fields.ts";
import { expressionText } from "../expression-text.ts";
import type { Lowering } from "../lowering.ts";
import { wordsAt } from "../words-at.ts";
import { waitFields } from "./fields.ts";

/** Values of a run that are known in the moment it is entered. */
const KNOWN_AT_ENTRY: ReadonlySet<string> = new Set(["trigger", "subject", "run"]);

export const wait: Lowering<"wait"> = {
  fields: waitFields,
  expressions: [
    { path: "events.*.filter", expected: "bool", sees: "filter" },
    { path: "correlate.event", expected: "any", sees: "event" },
    { path: "correlate.run", expected: "any", sees: "run" },
    { path: "timeout", expected: "duration", sees: "run" },
    { path: "timeout.until", expected: "moment", sees: "run" },
  ],
  events: (config, field = "") => {
    const index = /^events\.(\d+)\./.exec(field)?.[1];
    const types = wordsAt(config["events"], "type");
    return index === undefined ? types : types.slice(Number(index), Number(index) + 1);
  },
  lower: ({ config, sharedTypes }) => {
    const fields = waitFields.parse(config);
    const events = fields.events.map(({ type, port, filter, again }) => {
      const text = filter === undefined ? undefined : expressionText(filter);
      return {
        type,
        port,
        ...(text === undefined ? {} : { filter: text }),
        ...(again === true ? { again } : {}),
        bindingPaths: bindingPathsOf(text),
      };
    });
    const correlate = {
      event: fields.correlate === undefined ? "event.subject" : expressionText(fields.correlate.event),
      run: fields.correlate === undefined ? "subject" : expressionText(fields.correlate.run),
    };
    const since = lowerSince(fields.since);
    return {
      op: "wait",
      events,
      ...(events.length === 0 ? {} : { correlate }),
      since,
      ...(fields.timeout === undefined ? {} : { timeout: lowerDeadline(fields.timeout) }),
      static:
        since.kind === "run" &&
        // Which of two waits an event ends is known only to the run, when it comes to them.
        events.every(({ type, again }) => again === true || !sharedTypes.includes(type)) &&
        [...referencedPaths(correlate.run), ...events.flatMap(({ bindingPaths }) => bindingPaths)].every(
          ([root = ""]) => KNOWN_AT_ENTRY.has(root),
        ),
    };
  },
};

/** What is known when an event is judged. */
const OF_THE_EVENT: ReadonlySet<string> = new Set(["event", "profile", "now"]);
/** By whose clocks a filter is judged. */
const ZONE = ["run", "timeZone"] as const;

/** Run values that a filter refers to; they are stored with the wait. The profile is not: it counts as it is at the event. */
function bindingPathsOf(filter: string | undefined): readonly (readonly string[])[] {
  if (filter === undefined) return [];
  const paths = referencedPaths(filter).filter(([root = ""]) => !OF_THE_EVENT.has(root));
  return readsClocks(filter) ? [...paths, ZONE] : paths;
}

function lowerSince(since: "run" | "step" | { readonly lookBack: string }): WaitStep["since"] {
  return typeof since === "string" ? { kind: since } : { kind: "look-back", ms: toMs(since.lookBack) };
}
