import type { DataConverter, Payload } from "@temporalio/common";
import {
  encodeToPayloadsWithContext,
  loadDataConverter,
} from "@temporalio/common/lib/internal-non-workflow/index.js";
import { dataConverter } from "./data-converter.ts";

/** The workflow that a payload is for: a codec may use another key for each. */
export interface PayloadTarget {
  readonly namespace: string;
  readonly workflowId: string;
}

/**
 * The payloads of a call that goes past the SDK's client, byte for byte as that client would make them. The raw signals of
 * the deliverer need it: the client draws its own request id for each, which would send a repeated one twice.
 */
export async function toWorkflowPayloads(
  target: PayloadTarget,
  values: readonly unknown[],
  converter: DataConverter = dataConverter,
): Promise<Payload[]> {
  const context = { type: "workflow", ...target } as const;
  return (await encodeToPayloadsWithContext(loadDataConverter(converter), context, [...values])) ?? [];
}
