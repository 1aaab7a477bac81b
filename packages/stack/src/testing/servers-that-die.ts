// Run by a test: starts both servers, tells their process ids, and waits to be killed.
import { join } from "node:path";
import { startPostgres } from "../postgres.ts";
import { startTemporal } from "../temporal.ts";

const folder = process.argv[2] ?? "";
const [postgres, temporal] = await Promise.all([
  startPostgres({ dataDir: join(folder, "postgres") }),
  startTemporal({ dataDir: join(folder, "temporal") }),
]);
console.log(JSON.stringify({ pids: [postgres.pid, temporal.pid] }));
setInterval(() => undefined, 60_000);
