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
    await sql`select 1`;
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

  it("fails what was queued behind a statement on a connection of one's own", async () => {
    const mine = await sql.reserve();
    // A new statement with parameters is described first: what follows it waits on this side.
    const sent = [mine`select pg_sleep(20), ${1}::int as i`, mine`select ${2}::int as i`];
    setTimeout(() => wire.reset(), 50);
    const settled = await Promise.allSettled(sent);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  }, 15_000);
});

describe("a connection that is closed while it asks for the types of arrays", () => {
  it.each([0, 0.3, 0.9])("with %d of the answer here is opened again, and nobody notices", async (share) => {
    wire.cutAnswer(/pg_catalog\.pg_type/, share);
    expect(await sql`select 'first' as answer`).toEqual([{ answer: "first" }]);
    expect(await sql`select array['a', 'b'] as list`).toEqual([{ list: ["a", "b"] }]);
    expect(wire.cuts()).toBe(1);
  });
});

describe("a statement that fails in the middle of its rows", () => {
  it("leaves nothing in front of the next one's", async () => {
    await expect(sql`select 1 / (3 - i) as x from generate_series(1, 5) as i`).rejects.toThrow("division");
    expect([...(await sql`select 'next' as answer`)]).toEqual([{ answer: "next" }]);
  });
});

describe("a transaction", () => {
  it("gets its connection also when that has as many statements under way as it takes", async () => {
    await sql`select 1`;
    const before = Array.from({ length: 120 }, (_, i) => sql`select ${i}::int as i`.execute());
    const transactions = Array.from({ length: 120 }, (_, i) =>
      sql.begin((tx) => tx<{ i: number; xid: string }[]>`select ${i}::int as i, txid_current()::text as xid`),
    );
    const after = Array.from({ length: 120 }, (_, i) => sql`select ${i}::int as i`.execute());
    const plain = await Promise.all([...before, ...after]);
    expect(plain.map(([row]) => row?.["i"])).toEqual([...before.keys(), ...after.keys()]);
    const rows = (await Promise.all(transactions)).flat();
    expect(rows.map(({ i }) => i)).toEqual([...transactions.keys()]);
    expect(new Set(rows.map(({ xid }) => xid)).size).toBe(rows.length);
  });
});

describe("while somebody kills backends", () => {
  it(
    "every answer is its statement's, and what was told to be committed is there",
    { timeout: 60_000 },
    async () => {
      const victims = connect(database.url, { max: 4, applicationName: "victim" });
      await database.sql`create table kept (id int primary key)`;
      const until = Date.now() + 2_000;
      const committed: number[] = [];
      const ids = Array.from({ length: 100_000 }, (_, i) => i).values();

      const client = async (): Promise<void> => {
        for (const id of ids) {
          if (Date.now() > until) return;
          const work =
            id % 4 === 0 ? readAlone(victims, id) : writeInOne(victims, id).then(() => committed.push(id));
          // Broken connections are what this is about; wrong answers are not forgiven.
          await work.catch((error: unknown) => {
            if (error instanceof WrongAnswerError) throw error;
          });
        }
      };
      const kill = async (): Promise<void> => {
        while (Date.now() < until)
          await database.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'victim' and random() < 0.3`;
      };
      await Promise.all([kill(), ...Array.from({ length: 12 }, client)]);
      const kept = await database.sql<{ id: number }[]>`select id from kept`;
      expect(committed.length).toBeGreaterThan(0);
      expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(committed));
      await victims.end({ timeout: 1 });
    },
  );
});

class WrongAnswerError extends Error {}

interface Numbered {
  readonly id: number;
  readonly i: number;
}

function assertAnswer(rows: readonly Numbered[], id: number, length: number): void {
  const want = Array.from({ length }, (_, i) => ({ id, i }));
  if (JSON.stringify(rows) !== JSON.stringify(want))
    throw new WrongAnswerError(`${id}: ${JSON.stringify(rows)} is not ${JSON.stringify(want)}`);
}

async function readAlone(pool: Sql, id: number): Promise<void> {
  const rows = await pool<Numbered[]>`select ${id}::int as id, i from generate_series(0, 4) as i`;
  assertAnswer(rows, id, 5);
}

/** As the executor sends it: reads in one pipeline, writes in the next. */
async function writeInOne(pool: Sql, id: number): Promise<void> {
  await pool.begin(async (tx) => {
    const reads = [1, 2, 3].map(
      (length) => tx<Numbered[]>`select ${id}::int as id, i from generate_series(0, ${length - 1}::int) as i`,
    );
    for (const [at, rows] of (await Promise.all(reads)).entries()) assertAnswer(rows, id, at + 1);
    await Promise.all([tx`insert into kept values (${id})`, tx`select ${id}::int as id`]);
  });
}

interface Wire {
  readonly url: string;
  /** Cuts every connection with a reset, as a network or a killed peer does. */
  readonly reset: () => void;
  /** Closes the connection that asks this, once, with so much of the answer sent. */
  readonly cutAnswer: (asked: RegExp, share: number) => void;
  /** How often an answer was cut. */
  readonly cuts: () => number;
  close(): Promise<void>;
}

/** A way to the database that can be cut. */
async function createWire(to: string): Promise<Wire> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  let cut: { readonly asked: RegExp; readonly share: number } | null = null;
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connectSocket(Number(target.port), target.hostname);
    for (const [here, there] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      here.on("error", () => there.destroy());
      here.on("close", () => there.destroy());
    }
    let isAsked = false;
    client.on("data", (chunk) => {
      isAsked = cut !== null && cut.asked.test(chunk.toString("latin1"));
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (!isAsked || cut === null) return void client.write(chunk);
      client.end(chunk.subarray(0, Math.floor(chunk.length * cut.share)));
      cut = null;
      cuts += 1;
    });
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
    cutAnswer: (asked, share) => {
      cut = { asked, share };
    },
    cuts: () => cuts,
    close: () => {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
