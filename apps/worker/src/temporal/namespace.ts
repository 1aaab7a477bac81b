// Closed runs stay in the Temporal UI for a month.
import type { ConnectionLike } from "@temporalio/client";
import proto from "@temporalio/proto";

const RETENTION_SECONDS = 30 * 86_400;

/** Raises the namespace's retention to 30 days; a longer one is left alone. */
export async function keepClosedRuns(
  { workflowService }: Pick<ConnectionLike, "workflowService">,
  namespace: string,
): Promise<void> {
  const { config } = await workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= RETENTION_SECONDS) return;
  await workflowService.updateNamespace({
    namespace,
    config: {
      workflowExecutionRetentionTtl: proto.google.protobuf.Duration.fromObject({
        seconds: RETENTION_SECONDS,
      }),
    },
  });
}
