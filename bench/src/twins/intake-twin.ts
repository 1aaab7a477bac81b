// The bare twin of the event door: node:http, JSON.parse, group commit by `unnest`, 202 after the commit. No checks, no
// keys, no duplicates.
import { createServer, type ServerResponse } from "node:http";
import postgres from "postgres";

const [databaseUrl] = process.argv.slice(2);
if (databaseUrl === undefined) throw new TypeError("Cannot start the twin: name the database");
const sql = postgres(databaseUrl, { max: 2 });
await sql`create table if not exists twin_event (
  seq bigserial primary key, source text not null, id text not null, type text not null, subject text, data jsonb not null,
  received_at timestamptz not null default now(), unique (source, id))`;

interface Waiting {
  readonly event: {
    readonly source: string;
    readonly id: string;
    readonly type: string;
    readonly subject: string;
    readonly data: unknown;
  };
  readonly response: ServerResponse;
}
const waiting: Waiting[] = [];
let inFlight = 0;

async function flush(): Promise<void> {
  inFlight += 1;
  const group = waiting.splice(0, 500);
  await sql`insert into twin_event (source, id, type, subject, data)
    select * from unnest(${group.map((w) => w.event.source)}::text[], ${group.map((w) => w.event.id)}::text[],
      ${group.map((w) => w.event.type)}::text[], ${group.map((w) => w.event.subject)}::text[],
      ${group.map((w) => JSON.stringify(w.event.data))}::text[]::jsonb[])
    on conflict do nothing`;
  for (const { response } of group) {
    response.statusCode = 202;
    response.end("{}");
  }
  inFlight -= 1;
  pump();
}

function pump(): void {
  while (inFlight < 2 && waiting.length > 0) {
    flush().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    waiting.push({ event: JSON.parse(Buffer.concat(chunks).toString("utf8")) as Waiting["event"], response }); // our own load
    pump();
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(JSON.stringify({ port: address !== null && typeof address === "object" ? address.port : 0 }));
});
