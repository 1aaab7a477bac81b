// Config → parts → server → listen → drain on SIGTERM. The only file with side effects.
import type { Server } from "node:http";
import { readConfig } from "./config.ts";
import { openDeps } from "./open-deps.ts";
import { createHttpServer } from "./server.ts";

const config = readConfig(process.env);
const opened = await openDeps(config, (reason, log) => {
  log.fatal({ reason }, "the API gives up, start it again");
  process.exit(1);
});
const { deps } = opened;
const server = createHttpServer(deps);

server.on("error", (error: NodeJS.ErrnoException) => {
  const reason =
    error.code === "EADDRINUSE" ? "the port is taken, give another one with PORT" : error.message;
  deps.log.fatal(`Cannot listen on ${config.host}:${config.port}: ${reason}`);
  process.exit(1);
});
server.listen(config.port, config.host, () => {
  deps.log.info({ url: config.publicUrl, port: config.port }, "ready");
});

let isStopping = false;
function stop(signal: string): void {
  if (isStopping) return;
  isStopping = true;
  deps.log.info({ signal }, "stopping");
  // Whoever hangs beyond this is cut off; events that were acknowledged are committed.
  setTimeout(() => process.exit(1), 20_000).unref();
  drain(server).then(
    () => process.exit(0),
    (error: unknown) => {
      deps.log.error({ err: error }, "stopped with an error");
      process.exit(1);
    },
  );
}

async function drain(listening: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => listening.close(() => resolve()));
  deps.readiness.close();
  deps.live.close();
  // A connection that is kept alive becomes idle only after its last answer.
  const sweep = setInterval(() => listening.closeIdleConnections(), 100);
  await closed;
  clearInterval(sweep);
  await opened.close();
}

process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGINT"));
