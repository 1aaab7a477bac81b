import type { PendingQuery, Row } from "postgres";

/** One statement, sent when it is awaited or executed. */
export type Statement = PendingQuery<Row[]>;

/**
 * Sends statements one after another without waiting in between, and waits for all. Postgres carries them out in this
 * order, each with a snapshot of its own, so that they cost one way there and back.
 */
export async function pipeline(statements: Iterable<Statement>): Promise<void> {
  await Promise.all(Array.from(statements, (statement) => statement.execute()));
}
