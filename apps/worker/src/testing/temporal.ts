import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NativeConnection } from "@temporalio/worker";
import { startTemporal } from "@throughline/stack";
import { registerSearchAttributes } from "../temporal/search-attributes.ts";
import { installQuietRuntime } from "./quiet.ts";

export interface TestTemporal {
  readonly address: string;
  readonly connection: NativeConnection;
  close(): Promise<void>;
}

/** A Temporal dev server with our search attributes: the one that `npm test` started, or one of our own. */
export async function openTestTemporal(): Promise<TestTemporal> {
  installQuietRuntime();
  const given = process.env["TEST_TEMPORAL_ADDRESS"];
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), "throughline-temporal-")) : null;
  const server = folder === null ? null : await startTemporal({ dataDir: folder });
  const address = server?.address ?? given ?? "";
  const connection = await NativeConnection.connect({ address });
  await registerSearchAttributes(connection, "default");
  return {
    address,
    connection,
    async close() {
      await connection.close();
      await server?.stop();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}
