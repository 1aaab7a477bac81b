// Connections that break in the worst moments; what postgres.js gets wrong there is mended by a patch (docs/decisions/002).
import { connect as connectSocket, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import { connect } from "./connect.ts";
import type { Sql } from "./connect.ts";
import { openTestDatabase } from "./testing.ts";

const database = openTestDatabase();
let wire: Wire;
let sql: Sql;
beforeEach(async () => {
  wire = await createWire(database.url);
  sql = connect(wire.url, { max: 1 });
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await wire.close();
});

describe("a connection that is reset", () => {
  it("in the middle of a transaction fails it; the next statements get their own answers", async () => {
    const broken = sql.begin(async (tx) => {
      await tx`select 1`;
      setTimeout(() => wire.reset(), 50);
      await tx`select pg_sleep(20)`;
    });
    await expect(broken).rejects.toThrow();
    expect(await sql`select 'first' as answer`).toEqual([{ answer: "first" }]);
    expect(await sql`select 'second' as answer`).toEqual([{ answer: "second" }]);
    expect(await sql.begin((tx) => tx`select 'third' as answer`)).toEqual([{ answer: "third" }]);
  }, 15_000);

  it("fails a statement that its failure led to, too, and answers what is asked afterwards", async () => {
    setTimeout(() => wire.reset(), 50);
    const second = sql`select pg_sleep(20)`.catch(() => sql`select 'second' as answer`);
    const settled = await Promise.allSettled([second]);
    expect(settled).toHaveLength(1);
    expect(await sql`select 'third' as answer`).toEqual([{ answer: "third" }]);
  }, 15_000);

  it("while statements are pipelined settles every one of them", async () => {
    await sql`select 1`;
    setTimeout(() => wire.reset(), 50);
    const sent = Array.from({ length: 20 }, (_, i) => sql`select pg_sleep(0.1), ${i}::int as i`);
    const settled = await Promise.allSettled(sent);
    expect(settled).toHaveLength(20);
    expect(await sql`select 'next' as answer`).toEqual([{ answer: "next" }]);
  }, 15_000);
});

interface Wire {
  readonly url: string;
  /** Cuts every connection with a reset, as a network or a killed peer does. */
  readonly reset: () => void;
  close(): Promise<void>;
}

/** A way to the database that can be cut. */
async function createWire(to: string): Promise<Wire> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connectSocket(Number(target.port), target.hostname);
    for (const [here, there] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      here.on("error", () => there.destroy());
      here.on("close", () => there.destroy());
      here.pipe(there);
    }
    sockets.add(client);
    client.once("close", () => sockets.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(to);
  url.port = String(address !== null && typeof address === "object" ? address.port : 0);
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    reset,
    close: () => {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
