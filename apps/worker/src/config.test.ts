import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const env = {
  DATABASE_URL: "postgres://u:hidden@127.0.0.1:5544/throughline",
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  SMTP_URL: "smtp://127.0.0.1:1025",
  MAIL_FROM: "hello@example.org",
  PUBLIC_URL: "http://127.0.0.1:4400/",
  THROUGHLINE_SECRET_KEY: "ab".repeat(32),
};

describe("readConfig()", () => {
  it("fills in what may be left out", () => {
    expect(readConfig({ ...env, HEALTH_PORT: "", LOG_LEVEL: "" })).toMatchObject({
      temporalNamespace: "default",
      taskQueue: "throughline",
      publicUrl: "http://127.0.0.1:4400",
      nodePackages: { names: undefined, folder: process.cwd() },
      healthPort: undefined,
      eventRetentionMs: 90 * 86_400_000,
      auditRetentionMs: 400 * 86_400_000,
      logLevel: "info",
    });
  });
  it("reads lists and ports", () => {
    const config = readConfig({
      ...env,
      ALLOW_PRIVATE_ADDRESSES: "10.0.0.0/8, localhost:9000,",
      HEALTH_PORT: "4401",
      EVENT_RETENTION_DAYS: "7",
    });
    expect(config).toMatchObject({
      allowPrivateAddresses: ["10.0.0.0/8", "localhost:9000"],
      healthPort: 4401,
      eventRetentionMs: 7 * 86_400_000,
    });
  });
  it("names every variable that is wrong and never a value", () => {
    const wrong = {
      ...env,
      DATABASE_URL: "mysql://u:hidden@host/db",
      THROUGHLINE_SECRET_KEY: "short-secret",
      MAIL_FROM: undefined,
      EVENT_RETENTION_DAYS: "0",
    };
    expect(() => readConfig(wrong)).toThrow(
      /DATABASE_URL: .*postgres.*; THROUGHLINE_SECRET_KEY: expected 64 hex.*; MAIL_FROM: is missing; EVENT_RETENTION_DAYS: /,
    );
    expect(() => readConfig(wrong)).not.toThrow(/hidden|short-secret/);
  });
});
