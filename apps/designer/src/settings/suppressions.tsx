import { useQuery } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { suppressionsQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { When } from "../ui/when.tsx";

/** Addresses that get no mail, and why. */
export function Suppressions() {
  const query = useQuery(suppressionsQuery);
  const mayAllow = useMay()("deleteSuppression");
  const act = useAct(suppressionsQuery.queryKey);
  const allow = (id: string): void =>
    act(() => call("deleteSuppression", { params: { id } }), {
      done: "Mail is allowed again",
      failed: "Not changed",
    });
  return (
    <ResourceTable
      label="Addresses without mail"
      about="Who unsubscribed from everything gets no mail about any topic, and an address that bounced or complained none at all; a node that would send leaves by “not sent” instead. Who left one topic is not listed here."
      query={query}
      describe={toMessage}
      empty={{
        icon: "mail",
        title: "Everybody may get mail",
        text: "Addresses appear here when somebody unsubscribes.",
      }}
      keyOf={({ address }) => address}
      columns={[
        { title: "Address", show: ({ address }) => address },
        { title: "Why", show: ({ reason }) => reason },
        { title: "Since", show: ({ createdAt }) => <When at={createdAt} /> },
      ]}
      actions={({ address }) =>
        mayAllow && (
          <RowButton label={`Allow mail to ${address}`} onClick={() => allow(address)}>
            Allow again
          </RowButton>
        )
      }
    />
  );
}
