import { Tabs } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Page } from "../ui/page.tsx";
import { Hooks } from "./hooks.tsx";
import { Keys } from "./keys.tsx";
import { Secrets } from "./secrets.tsx";
import { Stock } from "./stock.tsx";
import { Suppressions } from "./suppressions.tsx";

const tabs: readonly { readonly value: string; readonly label: string; readonly Panel: ComponentType }[] = [
  { value: "keys", label: "Keys", Panel: Keys },
  { value: "hooks", label: "Webhooks", Panel: Hooks },
  { value: "secrets", label: "Secrets", Panel: Secrets },
  { value: "stock", label: "Stock", Panel: Stock },
  { value: "suppressions", label: "No mail", Panel: Suppressions },
];

/** Keys, webhooks, secrets, stock items, addresses that get no mail. */
export function SettingsPage() {
  const { tab = "keys" } = useParams({ strict: false });
  const navigate = useNavigate();
  return (
    <Page
      title="Settings"
      about="What flows need from outside: who may send, what may be called, what is in stock."
    >
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ to: "/settings/$tab", params: { tab: next ?? "keys" } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
