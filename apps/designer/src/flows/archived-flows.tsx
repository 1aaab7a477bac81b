import type { FlowSummary } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { archivedFlowsQuery, flowsQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { When } from "../ui/when.tsx";

/** Flows that were taken from the list, and the way back. */
export function ArchivedFlows() {
  const may = useMay();
  const act = useAct(flowsQuery.queryKey);
  const restore = ({ key, name }: FlowSummary): void =>
    askFirst({
      title: `Bring “${name}” back?`,
      text: "It is among the flows again as it was drawn last, and not live: publish it, and events start runs.",
      confirm: "Bring back",
      isMild: true,
      onConfirm: () =>
        act(() => call("restoreFlow", { params: { key } }), {
          done: "Brought back",
          failed: "Not brought back",
        }),
    });
  return (
    <ResourceTable
      label="Archived flows"
      about="Their versions and runs are kept. A new flow may take the key of an archived one and goes on with its versions."
      query={useQuery(archivedFlowsQuery)}
      describe={toMessage}
      empty={{
        icon: "archive",
        title: "Nothing is archived",
        text: "Archive a flow in its menu when you no longer need it. It waits here until you want it back.",
      }}
      keyOf={({ key }) => key}
      columns={[
        { title: "Name", show: ({ name }) => name },
        { title: "Key", kind: "code", show: ({ key }) => key },
        { title: "Open runs", kind: "number", show: ({ openRuns }) => openRuns },
        { title: "Last changed", show: ({ updatedAt }) => <When at={updatedAt} /> },
      ]}
      actions={(flow) =>
        may("restoreFlow") && (
          <RowButton label={`Bring ${flow.name} back`} onClick={() => restore(flow)}>
            Bring back
          </RowButton>
        )
      }
    />
  );
}
