// A whole API for tests: a database of its own, the real store, a listening server. Only Temporal may be absent.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Role } from "@throughline/contract";
import type { Sql } from "@throughline/db";
import { addKey } from "@throughline/db";
import { createTestDatabase } from "@throughline/db/testing";
import { readConfig } from "../config.ts";
import type { Deps } from "../deps.ts";
import { hashToken } from "../http/bearer.ts";
import { openDeps } from "../open-deps.ts";
import { createHttpServer } from "../server.ts";
import { watchAnswers } from "./watch-answers.ts";

export interface TestApi {
  readonly url: string;
  readonly sql: Sql;
  readonly deps: Deps;
  readonly adminKey: string;
  readonly writeKey: string;
  /** A key of this role; made once. */
  keyOf(role: Role): Promise<string>;
  /** A write key bound to these sources. */
  writeKeyFor(...sources: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts it on a free port; `env` adds to the configuration. */
export async function startApi(env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const adminKey = `tl_admin_${randomBytes(24).toString("base64url")}`;
  const writeKey = `tl_write_${randomBytes(24).toString("base64url")}`;
  const config = readConfig({
    DATABASE_URL: database.url,
    // Nothing listens there: what needs Temporal must say so.
    TEMPORAL_ADDRESS: "127.0.0.1:1",
    PUBLIC_URL: "http://127.0.0.1:4400",
    TEMPORAL_UI_URL: "http://127.0.0.1:8233",
    THROUGHLINE_SECRET_KEY: randomBytes(32).toString("hex"),
    THROUGHLINE_ADMIN_KEY: adminKey,
    THROUGHLINE_WRITE_KEY: writeKey,
    THROUGHLINE_LOCAL_OWNER: "1",
    LOG_LEVEL: process.env["API_LOG"] ?? "silent",
    ...env,
  });
  const opened = await openDeps(config, (reason) => {
    throw new Error(reason);
  });
  const server = createHttpServer(opened.deps);
  const assertDeclared = watchAnswers(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const keys = new Map<string, string>();
  const make = async (kind: "api" | "write", role: string, sources: readonly string[]): Promise<string> => {
    const key = `tl_${kind}_${randomBytes(24).toString("base64url")}`;
    const id = randomBytes(8).toString("hex");
    await addKey(database.sql, {
      id,
      kind,
      name: `${role} ${id}`,
      prefix: key.slice(0, 12),
      hash: hashToken(key),
      role,
      sources,
      by: "test",
    });
    return key;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    sql: database.sql,
    deps: opened.deps,
    adminKey,
    writeKey,
    async keyOf(role) {
      const key = keys.get(role) ?? (await make("api", role, []));
      keys.set(role, key);
      return key;
    },
    writeKeyFor: (...sources) => make("write", "write", sources),
    async close() {
      opened.deps.live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await opened.close();
      await database.drop();
      assertDeclared();
    },
  };
}
