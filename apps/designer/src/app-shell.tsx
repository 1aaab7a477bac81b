// The frame around every page: the rail on the left, the command palette, who is signed in.
import { ActionIcon, Menu, Text, Tooltip, useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import type { SpotlightActionData } from "@mantine/spotlight";
import {
  IconActivity,
  IconBolt,
  IconChecklist,
  IconMoon,
  IconRoute,
  IconSearch,
  IconSettings,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import type { TablerIcon } from "@tabler/icons-react";
import type { Me } from "@throughline/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { flowsQuery, openTasksQuery } from "./api/queries.ts";
import { signOut } from "./api/session.ts";
import { Brand } from "./ui/brand.tsx";
import { useLater } from "./ui/use-later.ts";
import "./app-shell.css";

const places: readonly {
  readonly to: "/flows" | "/runs" | "/tasks" | "/events" | "/settings";
  readonly label: string;
  readonly icon: TablerIcon;
}[] = [
  { to: "/flows", label: "Flows", icon: IconRoute },
  { to: "/runs", label: "Runs", icon: IconActivity },
  { to: "/tasks", label: "Tasks", icon: IconChecklist },
  { to: "/events", label: "Events", icon: IconBolt },
  { to: "/settings", label: "Settings", icon: IconSettings },
];

/** Navigation and content. */
export function AppShell({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const openTasks = useQuery(openTasksQuery).data ?? 0;
  const isDue = useLater();
  return (
    <div className="tl-shell">
      <a className="tl-skip" href="#main">
        Skip to content
      </a>
      <nav className="tl-rail" aria-label="Main">
        <Link to="/flows" className="tl-rail-brand" aria-label="Throughline">
          <Brand />
        </Link>
        {places.map(({ to, label, icon: PlaceIcon }) => (
          <Link
            key={to}
            to={to}
            className="tl-rail-link"
            activeProps={{ "data-active": true, "aria-current": "page" }}
          >
            <span className="tl-rail-icon" aria-hidden>
              <PlaceIcon size={21} stroke={1.7} aria-hidden />
              {to === "/tasks" && openTasks > 0 && (
                <span className="tl-rail-count">{openTasks > 99 ? "99+" : openTasks}</span>
              )}
            </span>
            {label}
            {to === "/tasks" && openTasks > 0 && (
              <span className="tl-visually-hidden">, {openTasks > 99 ? "more than 99" : openTasks} open</span>
            )}
          </Link>
        ))}
        <span className="tl-rail-space" />
        <Tooltip label="Go to… (Ctrl K)" position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Go to"
            onClick={() => spotlight.open()}
          >
            <IconSearch size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Scheme />
        <Person me={me} />
      </nav>
      <div className="tl-content">{children}</div>
      {isDue && <GoTo me={me} />}
    </div>
  );
}

function Scheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = colorScheme === "auto" ? "light" : colorScheme === "light" ? "dark" : "auto";
  const names = { auto: "as the system", light: "light", dark: "dark" } as const;
  return (
    <Tooltip label={`Colours: ${names[colorScheme]}. Click for ${names[next]}.`} position="right">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Colours: ${names[colorScheme]}`}
        onClick={() => setColorScheme(next)}
      >
        {colorScheme === "dark" ? (
          <IconMoon size={20} stroke={1.7} aria-hidden />
        ) : (
          <IconSun size={20} stroke={1.7} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

function Person({ me }: { readonly me: Me }) {
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    await signOut();
    client.clear();
    window.location.assign("/");
  };
  return (
    <Menu position="right-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Signed in as ${me.name}`}>
          <IconUserCircle size={22} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--tl-ink)">
            {me.name}
          </Text>
          {me.email ?? ""} · {me.role}
        </Menu.Label>
        {me.temporalUiUrl !== null && (
          <Menu.Item component="a" href={me.temporalUiUrl} target="_blank" rel="noreferrer">
            Open Temporal
          </Menu.Item>
        )}
        {me.mailUrl !== null && (
          <Menu.Item component="a" href={me.mailUrl} target="_blank" rel="noreferrer">
            Open the mail inbox
          </Menu.Item>
        )}
        <Menu.Item component="a" href="/docs" target="_blank">
          API reference
        </Menu.Item>
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function GoTo({ me }: { readonly me: Me }) {
  const navigate = useNavigate();
  const flows = useQuery(flowsQuery).data;
  const actions = useMemo(
    (): SpotlightActionData[] => [
      ...places.map(({ to, label }) => ({
        id: to,
        label,
        description: "Page",
        onClick: () => void navigate({ to }),
      })),
      ...(flows ?? []).map(({ key, name }) => ({
        id: `flow ${key}`,
        label: name,
        description: `Flow ${key}`,
        onClick: () => void navigate({ to: "/flows/$key", params: { key } }),
      })),
      ...(flows ?? []).map(({ key, name }) => ({
        id: `runs ${key}`,
        label: `Runs of ${name}`,
        description: "Runs",
        onClick: () => void navigate({ to: "/runs", search: { flow: key } }),
      })),
      {
        id: "parked",
        label: "Runs that need repair",
        description: "Runs",
        onClick: () => void navigate({ to: "/runs", search: { state: "parked" } }),
      },
      ...(me.temporalUiUrl === null
        ? []
        : [
            {
              id: "temporal",
              label: "Open Temporal",
              description: "Elsewhere",
              onClick: () => void window.open(me.temporalUiUrl ?? "", "_blank", "noreferrer"),
            },
          ]),
    ],
    [flows, me.temporalUiUrl, navigate],
  );
  return (
    <Spotlight
      actions={actions}
      shortcut="mod + K"
      nothingFound="Nothing fits"
      highlightQuery
      limit={12}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: "Go to a page, a flow, its runs…",
        "aria-label": "Go to",
      }}
    />
  );
}
