// What every door asks of an event before it may share a commit with others.
import type { FlowEvent, Json } from "@throughline/flow";
import { RESERVED_SOURCE_PREFIX, RESERVED_TYPE_PREFIX } from "@throughline/flow";
import type { PathProblem } from "../http/problem.ts";

/** The source of events that came through `/hooks/{key}`; only that door writes it. */
export const HOOK_SOURCE_PREFIX = "hook/";
const HOOK_TYPE_PREFIX = "hook.";

const WORD = /^[\x21-\x7e]{1,256}$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** Fields as a door found them, not yet believed. */
export interface RawEvent {
  readonly id: unknown;
  readonly source: unknown;
  readonly type: unknown;
  readonly time: unknown;
  readonly subject: unknown;
  readonly data: Json;
}

/** The event, or null after naming what is wrong with it. `path` is the pointer of the event in the body. */
export function checkEvent(raw: RawEvent, path: string, problems: PathProblem[]): FlowEvent | null {
  const before = problems.length;
  const { id, source, type, time, subject } = raw;
  if (typeof id !== "string" || id.length === 0 || id.length > 256) {
    problems.push({ path: `${path}/id`, message: "must be a text of 1 to 256 characters" });
  } else if (id.includes("\u0000")) problems.push({ path: `${path}/id`, message: "must not hold U+0000" });
  checkWord(source, "source", path, problems);
  checkWord(type, "type", path, problems);
  if (typeof source === "string" && isReservedSource(source)) {
    problems.push({
      path: `${path}/source`,
      message: `must not start with "${RESERVED_SOURCE_PREFIX}" or "${HOOK_SOURCE_PREFIX}": those are written by Throughline itself`,
    });
  }
  if (
    typeof type === "string" &&
    (type.startsWith(RESERVED_TYPE_PREFIX) || type.startsWith(HOOK_TYPE_PREFIX))
  ) {
    problems.push({
      path: `${path}/type`,
      message: `must not start with "${RESERVED_TYPE_PREFIX}" or "${HOOK_TYPE_PREFIX}": those are written by Throughline itself`,
    });
  }
  if (
    subject !== undefined &&
    (typeof subject !== "string" ||
      subject.length === 0 ||
      subject.length > 256 ||
      subject.includes("\u0000"))
  ) {
    problems.push({ path: `${path}/subject`, message: "must be a text of 1 to 256 characters" });
  }
  if (time !== undefined && (typeof time !== "string" || !isInstant(time))) {
    problems.push({
      path: `${path}/time`,
      message: "must be an RFC 3339 instant such as 2026-11-24T09:30:00Z",
    });
  }
  if (problems.length > before) return null;
  return {
    id: (id as string).toWellFormed(), // the checks above leave texts only
    source: source as string,
    type: type as string,
    ...(time === undefined ? {} : { time: time as string }),
    ...(subject === undefined ? {} : { subject: (subject as string).toWellFormed() }),
    data: raw.data,
  };
}

function checkWord(value: unknown, field: string, path: string, problems: PathProblem[]): void {
  if (typeof value === "string" && WORD.test(value)) return;
  problems.push({
    path: `${path}/${field}`,
    message: value === undefined ? "is missing" : "must be 1 to 256 visible ASCII characters without spaces",
  });
}

function isReservedSource(source: string): boolean {
  return source.startsWith(RESERVED_SOURCE_PREFIX) || source.startsWith(HOOK_SOURCE_PREFIX);
}

/** True for an RFC 3339 instant of a day that exists. */
export function isInstant(text: string): boolean {
  const parts = TIME.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]; // six groups of digits
  if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return false;
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()) return false;
  const zone = parts[8] ?? "Z";
  return zone.length === 1 || (Number(zone.slice(1, 3)) <= 14 && Number(zone.slice(4)) <= 59);
}
