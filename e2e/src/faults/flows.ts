// The two examples, with seconds instead of hours and suppliers at the sink.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, publishFlow } from "../client.ts";
import { type Installation, root } from "../installation.ts";

type Document = {
  key: string;
  name: string;
  nodes: { id: string; type: string; config: Record<string, unknown> }[];
};

function example(name: string): Document {
  return JSON.parse(readFileSync(join(root, "examples", name, "flow.json"), "utf8")) as Document; // our own file
}

function withConfig(
  document: Document,
  overrides: Readonly<Record<string, Record<string, unknown>>>,
): Document {
  return {
    ...document,
    nodes: document.nodes.map((node) => ({ ...node, config: { ...node.config, ...overrides[node.id] } })),
  };
}

/** Publishes both examples; the waits that give a customer time are `waitSeconds` long. */
export async function publishExamples(installation: Installation, waitSeconds: number): Promise<void> {
  const client = createClient(installation);
  for (const key of ["first-supplier", "second-supplier"]) {
    await client.send("PUT", `/api/secrets/${key}`, {
      value: `whsec_${Buffer.from(`${key}-signing-secret`).toString("base64")}`,
      hosts: ["127.0.0.1"],
    });
  }
  const wait = `PT${waitSeconds}S`;
  await publishFlow(
    client,
    withConfig(example("cart-recovery"), {
      ordered: { timeout: wait },
      reaction: { timeout: `PT${waitSeconds * 4}S` },
      call: { due: "PT5M" },
    }),
  );
  await publishFlow(
    client,
    withConfig(example("stock-reorder"), {
      order: { supplierUrl: `${installation.httpSink}/first` },
      ack: { timeout: "PT30S" },
      order_again: { supplierUrl: `${installation.httpSink}/second` },
      ack_again: { timeout: "PT60S" },
      help: { due: "PT5M" },
    }),
  );
}
