// What a parsed expression asks of clocks: whether it does, and the zones that it names.
import type { ASTNode } from "@marcbachmann/cel-js";
import { OF_SUBJECT } from "../time/clocks.ts";
import type { Reference } from "./syntax-tree.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";

/** Names of functions that read clocks. */
const TIMED: ReadonlySet<string> = new Set([
  "duration",
  ...TIME_FUNCTIONS.flatMap(([signature]) => /(\w+)\(/.exec(signature)?.[1] ?? []),
]);

/** How many values, the receiver among them, stand before the name of a zone. */
const BEFORE_ZONE: Readonly<Record<string, number>> = Object.fromEntries(
  TIME_FUNCTIONS.flatMap(([signature]) => {
    const [, receiver, name = "", takes = ""] = /^(?:([\w.]+)\.)?(\w+)\((.*)\): /.exec(signature) ?? [];
    const count = (takes === "" ? 0 : takes.split(", ").length) + (receiver === undefined ? 0 : 1);
    return takes.endsWith("string") && isZoned(name, takes) ? [[name, count - 1] as const] : [];
  }),
);

/** The text that `timestamp` and `plus` read is no zone, a second one is. */
function isZoned(name: string, takes: string): boolean {
  return (name !== "timestamp" && name !== "plus") || takes.includes(", ");
}

/** Whether the node itself is a call that reads clocks. */
export function isTimed(node: ASTNode): boolean {
  return (node.op === "call" || node.op === "rcall") && TIMED.has(node.args[0]);
}

/** What stands where a call takes the name of a zone. */
export function zoneOf(node: ASTNode): ASTNode | undefined {
  if (node.op !== "call" && node.op !== "rcall") return undefined;
  const [name] = node.args;
  const given = node.op === "call" ? node.args[1] : [node.args[1], ...node.args[2]];
  const before = Object.hasOwn(BEFORE_ZONE, name) ? BEFORE_ZONE[name] : undefined;
  return before === undefined ? undefined : given[before];
}

/** What a call reads although it does not name it: the day of now, the zone of the profile. */
export function impliedReferences(node: ASTNode): readonly Reference[] {
  const { start: offset, end: endOffset } = node.range;
  const zone = zoneOf(node);
  const isOfSubject = zone?.op === "value" && zone.args === OF_SUBJECT;
  const isToday = node.op === "call" && node.args[0] === "today";
  return [
    ...(isToday ? [{ path: ["now"], offset, endOffset }] : []),
    ...(isOfSubject ? [{ path: ["profile", "timeZone"], offset, endOffset }] : []),
  ];
}
