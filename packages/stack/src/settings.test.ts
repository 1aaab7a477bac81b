import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

describe("readSettings()", () => {
  it("has the usual ports and one worker when nothing is asked for", () => {
    expect(readSettings({}, [])).toMatchObject({
      ports: { api: 4400, temporal: 7233, temporalUi: 8233, postgres: 5544, smtp: 1025, mail: 8025 },
      workers: 1,
      isFresh: false,
      external: { databaseUrl: undefined, temporalAddress: undefined, smtpUrl: undefined },
    });
  });

  it("takes an empty variable for an absent one", () => {
    expect(readSettings({ DATABASE_URL: " ", WORKERS: "" }, [])).toMatchObject({
      external: { databaseUrl: undefined },
      workers: 1,
    });
  });

  it("names the variable and the range of a value that cannot be meant", () => {
    expect(() => readSettings({ THROUGHLINE_PORT: "70000" }, [])).toThrow(
      'Cannot use THROUGHLINE_PORT="70000": it must be a whole number from 0 to 65535',
    );
    expect(() => readSettings({ WORKERS: "two" }, [])).toThrow('Cannot use WORKERS="two"');
  });

  it("refuses to begin anew while the data lies in a database of yours", () => {
    const env = { DATABASE_URL: "postgres://mine" };
    expect(() => readSettings(env, ["--fresh"])).toThrow(/^Cannot start with --fresh while DATABASE_URL/);
    expect(readSettings(env, []).isFresh).toBe(false);
    expect(readSettings({}, ["--fresh"]).isFresh).toBe(true);
  });

  it("takes a secret from a file, as API and worker do, and hands on the secret alone", () => {
    const folder = mkdtempSync(join(tmpdir(), "throughline-settings-"));
    const file = join(folder, "database");
    writeFileSync(file, "postgres://mine\n");
    try {
      const settings = readSettings({ DATABASE_URL_FILE: file }, []);
      expect(settings.external.databaseUrl).toBe("postgres://mine");
      expect(settings.env).toEqual({ DATABASE_URL: "postgres://mine" });
      const both = { DATABASE_URL_FILE: file, DATABASE_URL: "postgres://other" };
      expect(() => readSettings(both, [])).toThrow(
        "Cannot start with both DATABASE_URL and DATABASE_URL_FILE",
      );
      expect(() => readSettings({ SMTP_URL_FILE: join(folder, "none") }, [])).toThrow(
        /^Cannot read SMTP_URL_FILE/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses an option it does not know", () => {
    expect(() => readSettings({}, ["--frehs"])).toThrow('Cannot start with "--frehs"');
  });
});
