// Config → parts → server → listen → drain on SIGTERM. The only file with side effects.
import type { Server } from "node:http";
import { connect } from "@throughline/db";
import { readConfig } from "./config.ts";
import { openDeps } from "./open-deps.ts";
import { startWatchdog } from "./operations/watchdog.ts";
import { createHttpServer } from "./server.ts";

const config = readConfig(process.env);
const opened = await openDeps(config);
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

const watchdog = startWatchdog({
  readiness: deps.readiness,
  async probe() {
    const fresh = connect(config.databaseUrl, { max: 1, applicationName: "throughline-api-probe" });
    const isThere = await fresh`select 1`.then(
      () => true,
      () => false,
    );
    await fresh.end({ timeout: 1 });
    return isThere;
  },
  giveUp(reason) {
    deps.log.fatal({ reason }, "unready for two minutes while the database answers: ending, to start anew");
    process.exit(1);
  },
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
  watchdog.stop();
  deps.live.close();
  // A connection that is kept alive becomes idle only after its last answer.
  const sweep = setInterval(() => listening.closeIdleConnections(), 100);
  await closed;
  clearInterval(sweep);
  await opened.close();
}

process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGINT"));
