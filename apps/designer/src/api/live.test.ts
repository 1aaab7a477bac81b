import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { followLive } from "./live.ts";

/** The network's side of a stream. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: Stream[] = [];
  readyState = 1;
  constructor() {
    super();
    Stream.opened.push(this);
  }
  say(message: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
  refuse(): void {
    this.readyState = Stream.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Stream.opened.length = 0;
  vi.stubGlobal("EventSource", Stream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("a stream that is refused is opened again, later each time, until one leaves", () => {
  const stop = followLive(new QueryClient());
  Stream.opened[0]?.refuse();
  vi.advanceTimersByTime(1_000);
  expect(Stream.opened).toHaveLength(2);
  Stream.opened[1]?.refuse();
  vi.advanceTimersByTime(1_999);
  expect(Stream.opened).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(Stream.opened).toHaveLength(3);
  Stream.opened[2]?.refuse();
  stop();
  vi.advanceTimersByTime(60_000);
  expect(Stream.opened).toHaveLength(3);
});

it("a stream that begins makes every view ask again", () => {
  const client = new QueryClient();
  client.setQueryData(["stock"], []);
  const stop = followLive(client);
  Stream.opened[0]?.say({ kind: "hello" });
  vi.advanceTimersByTime(400);
  expect(client.getQueryState(["stock"])?.isInvalidated).toBe(true);
  stop();
});
