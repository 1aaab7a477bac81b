// Providers and routes. Pages are loaded when first opened.
import { Alert, Button, Center, Loader, MantineProvider, Stack } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import type { ErrorComponentProps, RouterHistory } from "@tanstack/react-router";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  RouterProvider,
} from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { z } from "zod";
import { ApiError, toMessage } from "./api/client.ts";
import { followLive } from "./api/live.ts";
import { onceSettled } from "./ui/once-settled.ts";
import { AppShell } from "./app-shell.tsx";
import { endOpening } from "./editor/opening.ts";
import { SessionGate } from "./people/session-gate.tsx";
import { EmptyState } from "./ui/empty-state.tsx";
import { searchText, textSearch } from "./search.ts";
import { cssVariablesResolver, theme } from "./ui/theme.ts";

const createClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  });

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound });
const runStates = ["open", "waiting", "human", "parked", "closed", "queued", "lost", "refused"] as const;

const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/flows" });
    },
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/flows",
    component: lazyRouteComponent(() => import("./flows/flows-page.tsx"), "FlowsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/flows/$key",
    // The version to take into the draft.
    validateSearch: z.object({ take: searchText }),
    component: lazyRouteComponent(() => import("./editor/editor-page.tsx"), "EditorPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/flows/$key/versions/$version",
    component: lazyRouteComponent(() => import("./editor/versions/version-page.tsx"), "VersionPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/runs",
    validateSearch: z.object({
      flow: searchText,
      subject: searchText,
      state: z.enum(runStates).optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import("./runs/runs-page.tsx"), "RunsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/runs/$id",
    component: lazyRouteComponent(() => import("./runs/run-page.tsx"), "RunPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tasks",
    validateSearch: z.object({
      task: searchText,
      queue: searchText,
      state: z.enum(["open", "ended"]).optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import("./tasks/tasks-page.tsx"), "TasksPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/events",
    validateSearch: z.object({
      type: searchText,
      subject: searchText,
      event: searchText,
    }),
    component: lazyRouteComponent(() => import("./events/events-page.tsx"), "EventsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/settings",
    component: lazyRouteComponent(() => import("./settings/settings-page.tsx"), "SettingsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/settings/$tab",
    component: lazyRouteComponent(() => import("./settings/settings-page.tsx"), "SettingsPage"),
  }),
]);

const createAppRouter = (history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...textSearch,
    defaultPreload: "intent",
    defaultPendingComponent: Pending,
    defaultErrorComponent: Broken,
    ...(history === undefined ? {} : { history }),
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

interface AppProps {
  /** Where the addresses are kept; absent: in the browser's bar. */
  readonly history?: RouterHistory;
  /** `test` leaves out what only moves. */
  readonly env?: "default" | "test";
}

/** The whole designer. */
export function App({ history, env = "default" }: AppProps) {
  const [router] = useState(() => createAppRouter(history));
  const [client] = useState(createClient);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      env={env}
    >
      <QueryClientProvider client={client}>
        <ModalsProvider>
          <Notifications position="bottom-center" limit={4} />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Root() {
  return (
    <SessionGate>
      {(me) => (
        <AppShell me={me}>
          <Live />
          <Outlet />
        </AppShell>
      )}
    </SessionGate>
  );
}

function Live() {
  const client = useQueryClient();
  // The stream begins with asking everything again: not while somebody waits for the page.
  useEffect(() => {
    let stop: (() => void) | undefined;
    const takeBack = onceSettled(() => {
      stop = followLive(client);
    });
    return () => {
      takeBack();
      stop?.();
    };
  }, [client]);
  return null;
}

function Pending() {
  return (
    <Center mih="60dvh" aria-busy="true">
      <Loader size="sm" aria-label="Loading" />
    </Center>
  );
}

function NotFound() {
  useEffect(endOpening, []);
  return (
    <EmptyState icon="route" title="There is nothing at this address">
      It may have been deleted, or the link is mistyped.
    </EmptyState>
  );
}

function Broken({ error }: ErrorComponentProps) {
  useEffect(endOpening, []);
  return (
    <Center mih="60dvh">
      <Alert color="red" variant="light" title="This page stopped working" role="alert" maw={520}>
        <Stack align="flex-start">
          {toMessage(error)}
          <Button size="xs" variant="default" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </Stack>
      </Alert>
    </Center>
  );
}
