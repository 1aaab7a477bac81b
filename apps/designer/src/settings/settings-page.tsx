import { Tabs } from "@mantine/core";
import type { RouteName } from "@throughline/contract";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useMay } from "../api/use-may.ts";
import { Page } from "../ui/page.tsx";
import { Hooks } from "./hooks.tsx";
import { Keys } from "./keys.tsx";
import { NodePackages } from "./node-packages.tsx";
import { Secrets } from "./secrets.tsx";
import { Stock } from "./stock.tsx";
import { Suppressions } from "./suppressions.tsx";
import { Topics } from "./topics.tsx";

const tabs: readonly {
  readonly value: string;
  readonly label: string;
  /** The route that lists what the tab shows: it is there for those who may call it. */
  readonly lists: RouteName;
  readonly Panel: ComponentType;
}[] = [
  { value: "keys", label: "Keys", lists: "listKeys", Panel: Keys },
  { value: "hooks", label: "Webhooks", lists: "listHooks", Panel: Hooks },
  { value: "secrets", label: "Secrets", lists: "listSecrets", Panel: Secrets },
  { value: "node-types", label: "Node types", lists: "listNodeTypes", Panel: NodePackages },
  { value: "stock", label: "Stock", lists: "listStockItems", Panel: Stock },
  { value: "topics", label: "Mail topics", lists: "listTopics", Panel: Topics },
  { value: "suppressions", label: "No mail", lists: "listSuppressions", Panel: Suppressions },
];

/** Keys, webhooks, secrets, node packages, stock items, topics of mail, addresses that get no mail. */
export function SettingsPage() {
  const may = useMay();
  const shown = tabs.filter(({ lists }) => may(lists));
  const first = shown[0]?.value ?? "hooks";
  const { tab: asked = first } = useParams({ strict: false });
  const tab = shown.some(({ value }) => value === asked) ? asked : first;
  const navigate = useNavigate();
  return (
    <Page
      title="Settings"
      about="What flows need from outside: who may send, what may be called, what is in stock."
    >
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ to: "/settings/$tab", params: { tab: next ?? first } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
