import { dismissDeadLetter, listDeadLetters, listEventTypes, listEvents } from "@throughline/db";
import { inferFields } from "@throughline/flow";
import type { SomeHandlers } from "../http/implement.ts";
import { isRowNumber, numberCursor, toPage } from "../http/page.ts";
import { ProblemError } from "../http/problem.ts";
import { soughtSubject } from "../http/subject.ts";
import { readReceipt } from "./receipt.ts";
import { sendEvent } from "./send-event.ts";

type EventRoutes =
  | "listEvents"
  | "sendEvent"
  | "findReceipt"
  | "getReceipt"
  | "listEventTypes"
  | "listDeadLetters"
  | "retryDeadLetter"
  | "dismissDeadLetter";

export const eventHandlers: SomeHandlers<EventRoutes> = {
  async listEvents({ query }, deps) {
    const { subject, source, id } = query;
    if ((source === undefined) !== (id === undefined)) {
      throw new ProblemError(
        400,
        "Cannot read the query of the address: an event is known by source and id together",
        {
          problems: [{ path: source === undefined ? "/source" : "/id", message: "is missing" }],
        },
      );
    }
    const rows = await listEvents(deps.sql, {
      ...query,
      ...(source === undefined || id === undefined ? {} : { identity: { source, id } }),
      ...(subject === undefined ? {} : { subject: soughtSubject(subject) }),
      after: numberCursor(query.after),
      limit: query.limit + 1,
    });
    return toPage(rows, query.limit, (row) => row.event);
  },

  sendEvent: (call, deps) => sendEvent(call, deps),

  async findReceipt({ query }, deps) {
    const [row] = await listEvents(deps.sql, { identity: query, limit: 1 });
    if (row !== undefined) return readReceipt(row.event, deps);
    throw new ProblemError(
      404,
      `Cannot find event "${query.id}" of source "${query.source}": there is none, or it is older than what is kept`,
    );
  },

  getReceipt: ({ params }, deps) => readReceipt(params.event, deps),

  async listEventTypes(_call, deps) {
    const rows = await listEventTypes(deps.sql);
    return {
      items: rows.map(({ samples, ...row }) => ({
        ...row,
        sampled: samples.length,
        fields: inferFields(samples),
      })),
    };
  },

  async listDeadLetters({ query }, deps) {
    const rows = await listDeadLetters(deps.sql, {
      after: numberCursor(query.after),
      limit: query.limit + 1,
    });
    return toPage(rows, query.limit, (row) => row.id);
  },

  async retryDeadLetter({ params }, deps) {
    const answer = await deps.store.retryDeadLetter({ id: isRowNumber(params.id) ? params.id : "0" });
    switch (answer.kind) {
      case "retried":
        return;
      case "not-found":
        throw new ProblemError(404, `Cannot find dead letter "${params.id}": there is none with this id`);
      case "impossible":
        throw new ProblemError(409, `Cannot retry dead letter "${params.id}": ${answer.reason}`);
    }
  },

  async dismissDeadLetter({ params }, deps) {
    if (!(await dismissDeadLetter(deps.sql, isRowNumber(params.id) ? params.id : "0")))
      throw new ProblemError(404, `Cannot dismiss dead letter "${params.id}": none with this id is open`);
  },
};
