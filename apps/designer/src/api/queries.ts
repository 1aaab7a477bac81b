// What the screens load: one set of query options per question, so that live messages know what to ask again.
import type { Routes } from "@throughline/contract";
import type { NodeType } from "@throughline/flow";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { call } from "./client.ts";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => call("me", {}, signal),
  retry: false,
  staleTime: 60_000,
});

export const flowsQuery = queryOptions({
  queryKey: ["flows"],
  queryFn: async ({ signal }) => (await call("listFlows", {}, signal)).items,
});

/** Under the key of the flows, so that what changes one list is asked of both. */
export const archivedFlowsQuery = queryOptions({
  queryKey: ["flows", "archived"],
  queryFn: async ({ signal }) => (await call("listFlows", { query: { archived: "true" } }, signal)).items,
});

export const flowQuery = (key: string) =>
  queryOptions({
    queryKey: ["flow", key],
    queryFn: ({ signal }) => call("getFlow", { params: { key } }, signal),
  });

export const versionsQuery = (key: string) =>
  queryOptions({
    queryKey: ["versions", key],
    queryFn: async ({ signal }) => (await call("listVersions", { params: { key } }, signal)).items,
  });

export const versionQuery = (key: string, version: number) =>
  queryOptions({
    queryKey: ["versions", key, version],
    queryFn: ({ signal }) => call("getVersion", { params: { key, version } }, signal),
    staleTime: Infinity,
  });

export const countsQuery = (key: string) =>
  queryOptions({
    queryKey: ["counts", key],
    queryFn: async ({ signal }) => (await call("flowCounts", { params: { key } }, signal)).nodes,
  });

export const nodeTypesQuery = queryOptions({
  queryKey: ["node-types"],
  // The contract's schema and the language's interface say the same; optional fields differ in `undefined` only.
  queryFn: async ({ signal }) => (await call("listNodeTypes", {}, signal)).items as readonly NodeType[],
  staleTime: Infinity,
});

/** The packages that bring node types, and what is wrong with them. */
export const nodePackagesQuery = queryOptions({
  queryKey: ["node-packages"],
  queryFn: async ({ signal }) => (await call("listNodeTypes", {}, signal)).packages,
});

export const eventTypesQuery = queryOptions({
  queryKey: ["event-types"],
  queryFn: async ({ signal }) => (await call("listEventTypes", {}, signal)).items,
  staleTime: 30_000,
});

export interface RunFilter {
  readonly flow?: string | undefined;
  readonly subject?: string | undefined;
  readonly state?:
    | "open"
    | "waiting"
    | "human"
    | "parked"
    | "closed"
    | "queued"
    | "lost"
    | "refused"
    | undefined;
}
export const runsQuery = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", filter],
    queryFn: ({ signal, pageParam }) => call("listRuns", { query: { ...filter, after: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => call("getRun", { params: { id } }, signal),
  });

/** What people did to a run. */
export const runHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id, "history"],
    queryFn: async ({ signal }) => (await call("runHistory", { params: { id } }, signal)).items,
  });

/** The mails of a run. */
export const runMessagesQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id, "messages"],
    queryFn: async ({ signal }) => (await call("runMessages", { params: { id } }, signal)).items,
  });

/** The tasks of a run that wait for somebody. */
export const runTasksQuery = (run: string) =>
  queryOptions({
    queryKey: ["tasks", "of run", run],
    queryFn: async ({ signal }) => (await call("listTasks", { query: { run, state: "open" } }, signal)).items,
  });

export interface EventFilter {
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
}
export const eventsQuery = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ["events", filter],
    queryFn: ({ signal, pageParam }) =>
      call("listEvents", { query: { ...filter, after: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const receiptQuery = (event: string) =>
  queryOptions({
    queryKey: ["receipt", event],
    queryFn: ({ signal }) => call("getReceipt", { params: { event } }, signal),
  });

export interface TaskFilter {
  readonly state: "open" | "ended";
  readonly queue?: string | undefined;
}
export const tasksQuery = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ["tasks", filter],
    queryFn: ({ signal, pageParam }) => call("listTasks", { query: { ...filter, after: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

// One answer for both questions below; as many as the badge can say, and one more.
const waitingTasks = {
  queryKey: ["tasks", "waiting"],
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
    (await call("listTasks", { query: { state: "open", limit: 100 } }, signal)).items,
};

/** How many tasks wait. */
export const openTasksQuery = queryOptions({ ...waitingTasks, select: (tasks) => tasks.length });

/** The queues in which tasks wait. */
export const queuesQuery = queryOptions({
  ...waitingTasks,
  select: (tasks) => [...new Set(tasks.map(({ queue }) => queue))].toSorted(),
});

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ["task", id],
    queryFn: ({ signal }) => call("getTask", { params: { id } }, signal),
  });

export const secretsQuery = queryOptions({
  queryKey: ["secrets"],
  queryFn: async ({ signal }) => (await call("listSecrets", {}, signal)).items,
  retry: false,
});
export const hooksQuery = queryOptions({
  queryKey: ["hooks"],
  queryFn: async ({ signal }) => (await call("listHooks", {}, signal)).items,
});
/** The last calls of a webhook; asked for again while somebody waits for the next. */
export const hookCallsQuery = (key: string) =>
  queryOptions({
    queryKey: ["hook-calls", key],
    queryFn: async ({ signal }) => (await call("listHookCalls", { params: { key } }, signal)).items,
    refetchInterval: 5_000,
  });
/** What a mapping would make of a call. */
export const hookPreviewQuery = (key: string, body: z.input<Routes["previewHook"]["body"]>) =>
  queryOptions({
    queryKey: ["hook-preview", key, body],
    queryFn: ({ signal }) => call("previewHook", { params: { key }, body }, signal),
    retry: false,
  });
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) => (await call("listKeys", {}, signal)).items,
  retry: false,
});
export const stockQuery = queryOptions({
  queryKey: ["stock"],
  queryFn: async ({ signal }) => (await call("listStockItems", {}, signal)).items,
});
export const topicsQuery = queryOptions({
  queryKey: ["topics"],
  queryFn: async ({ signal }) => (await call("listTopics", {}, signal)).items,
});
export const suppressionsQuery = queryOptions({
  queryKey: ["suppressions"],
  queryFn: async ({ signal }) => (await call("listSuppressions", { query: { limit: 200 } }, signal)).items,
});
export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ["dead-letters"],
  queryFn: ({ signal, pageParam }) => call("listDeadLetters", { query: { after: pageParam } }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});
