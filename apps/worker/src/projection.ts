// What runs say of themselves, written in groups for lists and counts. Best effort: a lost row costs a stale number.
import { stepId } from "@throughline/flow";
import type { InjectedSinks } from "@temporalio/worker";
import type { ShownRow, VisitRow } from "@throughline/db";
import type { ProjectionSinks } from "./workflow/projection-sink.ts";

export interface ProjectionOptions {
  readonly writeVisits: (rows: readonly VisitRow[]) => Promise<void>;
  readonly writeShown: (rows: readonly ShownRow[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly flushEveryMs?: number;
  readonly rowsPerFlush?: number;
}

export interface Projection {
  readonly sinks: InjectedSinks<ProjectionSinks>;
  /** Writes what is left and stops. */
  close(): Promise<void>;
}

/** Above this many rows the oldest are dropped: the database is away, and memory matters more than a count. */
const ROWS_MAX = 20_000;

/** Collects the words of the runs' sinks and writes them every `flushEveryMs` or `rowsPerFlush`. */
export function createProjection(options: ProjectionOptions): Projection {
  const { flushEveryMs = 100, rowsPerFlush = 500 } = options;
  // Keyed, so that a group never names a row twice and the newer word replaces the older one.
  const visits = new Map<string, VisitRow>();
  const shown = new Map<string, ShownRow>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(writeGroup);
    return writing;
  };
  const writeGroup = async (): Promise<void> => {
    const visitRows = take(visits, rowsPerFlush);
    const shownRows = take(shown, rowsPerFlush);
    try {
      await options.writeVisits(visitRows);
      await options.writeShown(shownRows);
    } catch (error) {
      options.onError(error);
    }
    if (visits.size + shown.size > 0) schedule();
  };
  const schedule = (): void => {
    if (closed) return;
    if (visits.size + shown.size >= rowsPerFlush) void flush();
    else timer ??= setTimeout(() => void flush(), flushEveryMs);
  };

  return {
    sinks: {
      projection: {
        visit: {
          fn({ workflowId, workflowType }, version, visit) {
            put(visits, `${workflowId}/${stepId(visit)}`, {
              run: workflowId,
              node: visit.node,
              visit: visit.visit,
              flow: workflowType,
              version,
              state: visit.state,
              port: visit.port ?? null,
              startedAt: visit.startedAt,
              endedAt: visit.endedAt ?? null,
            });
            schedule();
          },
          callDuringReplay: false,
        },
        show: {
          fn({ workflowId }, { at, ...rest }) {
            put(shown, workflowId, { run: workflowId, at, shown: JSON.stringify(rest) });
            schedule();
          },
          callDuringReplay: false,
        },
      },
    },
    async close() {
      closed = true;
      while (visits.size + shown.size > 0) await flush();
      await writing;
    },
  };
}

/** The newest word moves to the end; beyond the limit the oldest goes. */
function put<Row>(rows: Map<string, Row>, key: string, row: Row): void {
  rows.delete(key);
  rows.set(key, row);
  if (rows.size <= ROWS_MAX) return;
  const oldest = rows.keys().next();
  if (oldest.done !== true) rows.delete(oldest.value);
}

function take<Row>(rows: Map<string, Row>, count: number): readonly Row[] {
  const taken: Row[] = [];
  for (const [key, row] of rows) {
    if (taken.length >= count) break;
    rows.delete(key);
    taken.push(row);
  }
  return taken;
}
