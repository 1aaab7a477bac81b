// The customers, the warehouse, the suppliers and the sales team of the experiment: each run follows a script, and what was
// sent is written into the ledger. Unanswered requests are sent again with the same id, as real clients do.
import { setMaxListeners } from "node:events";
import { createClient } from "../client.ts";
import type { Installation } from "../installation.ts";
import type { SinkLine } from "../ledger/check.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { createSender, pause } from "./sender.ts";
import type { Send } from "./sender.ts";

export interface DriveOptions {
  readonly runs: number;
  /** Pause between two entries, ms. */
  readonly everyMs: number;
  /** How long the flow waits for an order, seconds. */
  readonly waitSeconds: number;
}

export interface Drive {
  /** Subject → outcomes its run may have. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
  readonly done: Promise<void>;
  stop(): void;
}

type MailLine = SinkLine & {
  readonly to?: string;
  readonly html?: string;
  readonly body?: string;
  readonly url?: string;
};

/** Starts sending; `done` resolves when every entry was acknowledged. Reactions go on until `stop`. */
export function drive(installation: Installation, ledger: Ledger, options: DriveOptions): Drive {
  const expected = new Map<string, readonly string[]>();
  const stopped = new AbortController();
  // Every request under way listens.
  setMaxListeners(0, stopped.signal);
  const send = createSender(installation, ledger, stopped.signal);

  const entries = async (): Promise<void> => {
    const sends: Promise<void>[] = [];
    for (let i = 0; i < options.runs; i += 1) {
      sends.push(i % 2 === 0 ? cart({ send, expected, ...options }, i) : stock(send, expected, i));
      await pause(options.everyMs, stopped.signal);
    }
    await Promise.all(sends);
  };
  const done = entries();
  void react(installation, send, stopped.signal);
  void decideTasks(installation, stopped.signal);
  return { expected, done, stop: () => stopped.abort() };
}

interface Shop extends Pick<DriveOptions, "waitSeconds"> {
  readonly send: Send;
  readonly expected: Map<string, readonly string[]>;
}

async function cart({ send, expected, waitSeconds }: Shop, i: number): Promise<void> {
  const subject = `customer-${i}`;
  const script = (["buys", "clicks", "nothing", "orders-later"] as const)[(i / 2) % 4] ?? "nothing";
  const total = script === "clicks" ? 780 : 120;
  await send({
    type: "profile.identified",
    source: "shop",
    id: `profile-${i}`,
    subject,
    data: { traits: { email: `${script}-${i}@example.com`, firstName: "Ada" } },
  });
  // Every outcome is named; which one is certain only where no clock decides.
  expected.set(
    subject,
    script === "buys"
      ? ["bought-without-help"]
      : script === "clicks"
        ? ["called", "not-called"]
        : script === "nothing"
          ? ["reminded"]
          : ["recovered", "reminded"],
  );
  const entersAt = performance.now();
  await send({
    type: "cart.updated",
    source: "shop",
    id: `cart-${i}`,
    subject,
    data: { cartId: `c-${i}`, total },
  });
  if (script !== "buys") return;
  await send({
    type: "order.placed",
    source: "shop",
    id: `order-${i}`,
    subject,
    data: { cartId: `c-${i}` },
  });
  // A killed or frozen API may have left it unanswered until the reminder was due.
  if (performance.now() - entersAt >= waitSeconds * 1000)
    expected.set(subject, ["bought-without-help", "recovered", "reminded"]);
}

async function stock(send: Send, expected: Map<string, readonly string[]>, i: number): Promise<void> {
  const sku = `sku-${i}`;
  expected.set(sku, ["restocked", "restocked-second-supplier", "restocked-by-hand", "out-of-stock"]);
  await send({
    type: "stock.level",
    source: "warehouse",
    id: `level-${i}`,
    subject: sku,
    data: { sku, level: 3, reorderPoint: 10, quantity: 50 },
  });
}

/** Customers read their mail, suppliers acknowledge their orders. */
async function react(installation: Installation, send: Send, signal: AbortSignal): Promise<void> {
  const seen = new Set<string>();
  while (!signal.aborted) {
    for (const line of installation.sinkLines() as readonly MailLine[]) {
      if (seen.has(line.key)) continue;
      seen.add(line.key);
      if (line.sink === "http") {
        void send({
          type: "supplier.acknowledged",
          source: "supplier",
          id: `ack-${line.key}`,
          data: { order: line.key },
        });
      } else {
        void readMail(line, send, signal);
      }
    }
    await pause(200, signal);
  }
}

async function readMail(mail: MailLine, send: Send, signal: AbortSignal): Promise<void> {
  const [, script, number] = /(\S+)-(\d+)@example\.com/.exec(mail.to ?? "") ?? [];
  if (script === "orders-later")
    await send({
      type: "order.placed",
      source: "shop",
      id: `order-${number}`,
      subject: `customer-${number}`,
      data: { cartId: `c-${number}` },
    });
  if (script !== "clicks") return;
  const link = /href="([^"]+\/c\/[^"]+)"/.exec(mail.html ?? "")?.[1];
  if (link === undefined)
    throw new Error(`Cannot follow the offer: the mail to ${mail.to} has no tracked link`);
  while (!signal.aborted) {
    try {
      const answer = await fetch(link, { redirect: "manual", signal: AbortSignal.timeout(5000) });
      if (answer.status === 302) return;
    } catch {
      // The API is down for a moment; a person clicks again.
    }
    await pause(300, signal);
  }
}

async function decideTasks(installation: Installation, signal: AbortSignal): Promise<void> {
  const client = createClient(installation);
  while (!signal.aborted) {
    try {
      const { items } = await client.get<{ items: readonly { id: string; queue: string }[] }>(
        "/api/tasks?state=open&limit=100",
      );
      for (const task of items) {
        await client.send("POST", `/api/tasks/${encodeURIComponent(task.id)}/decide`, {
          decision: task.queue === "sales" ? "called" : "found",
          values: {},
        });
      }
    } catch {
      // Down, or somebody was faster; look again.
    }
    await pause(300, signal);
  }
}
